package io.switchlog.media;

import io.switchlog.schemas.media.AddressFamily;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;

/// A node's addresses, looked up and tried once at its start.
///
/// @param bind the local address for each family
/// @param advertised what legs of that family are told, numeric
record Addresses(Map<AddressFamily, InetAddress> bind, Map<AddressFamily, String> advertised) {

  static Addresses of(MediaConfig config) {
    Map<AddressFamily, InetAddress> bind = new EnumMap<>(AddressFamily.class);
    Map<AddressFamily, String> advertised = new EnumMap<>(AddressFamily.class);
    String[] bindHosts = config.bindHost().split(",", -1);
    String[] advertisedHosts = config.advertisedHost().split(",", -1);
    for (int i = 0; i < bindHosts.length; i++) {
      InetAddress local = resolve("bindHost", bindHosts[i]);
      tryToBind(local);
      InetAddress told = resolve("advertisedHost", advertisedHosts[i]);
      if (told.isAnyLocalAddress()) {
        throw new MediaStartException(
            "media node: expected advertisedHost to be an address that phones can send to, found "
                + advertisedHosts[i]);
      }
      AddressFamily family = told instanceof Inet4Address ? AddressFamily.IP4 : AddressFamily.IP6;
      if (local instanceof Inet4Address != told instanceof Inet4Address) {
        throw new MediaStartException(
            "media node: expected advertisedHost to be of the family of bindHost "
                + bindHosts[i]
                + ", found "
                + advertisedHosts[i]);
      }
      bind.put(family, local);
      advertised.put(family, told.getHostAddress());
    }
    return new Addresses(bind, advertised);
  }

  private static InetAddress resolve(String key, String host) {
    try {
      return InetAddress.getByName(host.strip());
    } catch (IOException e) {
      throw new MediaStartException(
          "media node: expected " + key + " to be an address, found " + host, e);
    }
  }

  private static void tryToBind(InetAddress address) {
    try (DatagramSocket _ = new DatagramSocket(new InetSocketAddress(address, 0))) {
      // it can be bound to
    } catch (IOException e) {
      throw new MediaStartException(
          "media node: expected bindHost to be an address of this host, found "
              + address.getHostAddress(),
          e);
    }
  }
}
