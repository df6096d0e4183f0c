package io.switchlog.edge.core;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import org.jspecify.annotations.Nullable;

/// Where a message came from.
///
/// @param listener the name of the listener that it came in on
/// @param host the peer's address, numeric, IPv6 without brackets
/// @param port the peer's port
/// @param flow the edge's name for the connection; empty for UDP
/// @param verifiedName whom the peer has proved to be; null: nobody asked
public record Source(
    String listener,
    Transport transport,
    String host,
    int port,
    String flow,
    @Nullable String verifiedName) {
  /// One that nobody asked who it is.
  public Source(String listener, Transport transport, String host, int port, String flow) {
    this(listener, transport, host, port, flow, null);
  }

  /// The same as a value that others can keep.
  ///
  /// @param edge this one
  Flow over(NodeId edge) {
    return new Flow(edge, listener, transport, host, port, flow, verifiedName);
  }
}
