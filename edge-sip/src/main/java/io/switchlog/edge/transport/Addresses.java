package io.switchlog.edge.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Numeric addresses as text and back.
final class Addresses {
  private Addresses() {}

  /// The address that a numeric text stands for, null for a name.
  static @Nullable InetAddress numeric(String host) {
    return NetUtil.createInetAddressFromIpAddressString(host);
  }

  /// The text of an address, without the zone of an IPv6 one.
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
