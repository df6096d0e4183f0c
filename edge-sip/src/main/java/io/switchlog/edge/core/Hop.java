package io.switchlog.edge.core;

import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Destination;

/// One place where a message may go next.
///
/// @param host numeric, IPv6 without brackets; a name where the connection of the destination is
///   used
/// @param domain what was called, which a peer over TLS has to prove (RFC 5922 section 7)
record Hop(Transport transport, String host, int port, String domain) {
  /// The place that a destination names by itself.
  static Hop of(Destination to) {
    return new Hop(to.transport(), to.host(), to.port(), to.host());
  }

  /// The same place by another transport.
  Hop over(Transport other) {
    return new Hop(other, host, port, domain);
  }

  String place() {
    return transport + " " + host + " " + port;
  }
}
