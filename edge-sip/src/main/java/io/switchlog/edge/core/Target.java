package io.switchlog.edge.core;

import io.switchlog.schemas.Transport;

/// Where a message goes: over the flow while it lives, else to the address.
///
/// @param listener the name of the listener whose address the message carries
/// @param host a name or a numeric address, IPv6 without brackets
/// @param flow the edge's name of a connection to prefer; empty for none
/// @param orElse whether there is another way, so that a connection that is not set up at once is
///   not waited for
/// @param domain what was called, which a peer over TLS has to prove to be where a connection is
///   opened to it (RFC 5922 section 7)
/// @param flowOnly whether it may go over the connection alone that `flow` names
public record Target(
    String listener,
    Transport transport,
    String host,
    int port,
    String flow,
    boolean orElse,
    String domain,
    boolean flowOnly) {
  /// One that is called by the host that it goes to.
  public Target(String listener, Transport transport, String host, int port, String flow) {
    this(listener, transport, host, port, flow, false, host, false);
  }
}
