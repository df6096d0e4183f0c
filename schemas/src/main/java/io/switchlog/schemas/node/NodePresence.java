package io.switchlog.schemas.node;

import io.switchlog.schemas.NodeId;
import java.util.List;

/// A node as it announces itself, again at every heartbeat.
///
/// @param node kind and ordinal
/// @param incarnation the node's start time in milliseconds since the epoch
/// @param status whether it takes new work
/// @param listeners where an edge listens, empty for other kinds
/// @param load how much it carries: calls for an edge, endpoints for a media node, live calls for
///   call control
public record NodePresence(
    NodeId node,
    long incarnation,
    NodePresence.Status status,
    List<ListenerAddress> listeners,
    long load) {
  public NodePresence {
    listeners = List.copyOf(listeners);
  }

  /// Whether a node takes new work.
  public enum Status {
    LIVE,
    DRAINING,
    STOPPED
  }
}
