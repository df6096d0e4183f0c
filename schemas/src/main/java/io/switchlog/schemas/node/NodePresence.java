package io.switchlog.schemas.node;

import io.switchlog.schemas.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node as it announces itself, again at every heartbeat.
///
/// @param node kind and ordinal
/// @param incarnation the node's start time in milliseconds since the epoch
/// @param status whether it takes new work
/// @param listeners where an edge listens, empty for other kinds
/// @param load how much it carries: calls for an edge, endpoints for a media node, live calls for
///   call control
/// @param leases the ports that a media node leases; null for none
/// @param push where it takes commands ahead of the log; null for nowhere
public record NodePresence(
    NodeId node,
    long incarnation,
    NodePresence.Status status,
    List<ListenerAddress> listeners,
    long load,
    @Nullable PortLeases leases,
    @Nullable PushAddress push) {
  public NodePresence {
    listeners = List.copyOf(listeners);
  }

  /// A node that leases no ports and takes commands from the log alone.
  public NodePresence(
      NodeId node,
      long incarnation,
      NodePresence.Status status,
      List<ListenerAddress> listeners,
      long load) {
    this(node, incarnation, status, listeners, load, null, null);
  }

  /// As inboxes are told of it: no decision depends on where it takes commands.
  public NodePresence withoutPush() {
    return push == null
        ? this
        : new NodePresence(node, incarnation, status, listeners, load, leases, null);
  }

  /// Whether a node takes new work.
  public enum Status {
    LIVE,
    DRAINING,
    STOPPED
  }
}
