package io.switchlog.edge.core;

import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;

/// Where a message came from.
///
/// @param listener the name of the listener that it came in on
/// @param host the peer's address, numeric, IPv6 without brackets
/// @param port the peer's port
/// @param flow the edge's name for the connection; empty for UDP
public record Source(String listener, Transport transport, String host, int port, String flow) {
  /// The same as a value that others can keep.
  ///
  /// @param edge this one
  Flow over(NodeId edge) {
    return new Flow(edge, listener, transport, host, port, flow, null);
  }
}
