package io.switchlog.control.core.call.decide;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.NodePresence;

/// Which edge sends for a call.
final class Edges {
  private Edges() {}

  /// This edge while it lives, else another.
  static NodeId inPlaceOf(Turn turn, NodeId edge) {
    NodeId heir = turn.view().edgeInPlaceOf(edge);
    return heir == null ? edge : heir;
  }

  /// The address that an edge is known by.
  static String advertisedHost(Turn turn, NodeId edge) {
    NodePresence presence = turn.view().presence(edge);
    return presence == null || presence.listeners().isEmpty()
        ? "anonymous.invalid"
        : presence.listeners().getFirst().host();
  }
}
