package io.switchlog.edge;

import java.net.InetSocketAddress;
import java.util.List;

/// How an edge finds hosts by their names (RFC 3263).
///
/// @param servers whom it asks, the first first; empty: whom the system asks
/// @param ipv6First whether a host that has addresses of both families is tried by IPv6 first
public record DnsSettings(List<InetSocketAddress> servers, boolean ipv6First) {
  /// As the system does, IPv4 first.
  public static final DnsSettings USUAL = new DnsSettings(List.of(), false);

  public DnsSettings {
    servers = List.copyOf(servers);
  }
}
