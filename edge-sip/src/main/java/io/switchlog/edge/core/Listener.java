package io.switchlog.edge.core;

import io.switchlog.schemas.Transport;

/// A listener as the core needs to know it: what to write into Via and Contact.
///
/// @param name unique within the edge
/// @param host the advertised host: a name or a numeric address, IPv6 without brackets
/// @param port the advertised port
/// @param ipv6 whether its socket speaks IPv6
public record Listener(String name, Transport transport, String host, int port, boolean ipv6) {
  /// `host:port` as Via and Contact want it.
  public String hostPort() {
    return hostPort(host, port);
  }

  static String hostPort(String host, int port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
