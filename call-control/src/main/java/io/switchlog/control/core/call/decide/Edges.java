package io.switchlog.control.core.call.decide;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.node.NodePresence;
import org.jspecify.annotations.Nullable;

/// Which edge sends for a call.
final class Edges {
  private Edges() {}

  /// One for a call that came by none: spread by the call's id over those that take work. Null
  /// where none does.
  static @Nullable NodeId anyFor(Turn turn) {
    return turn.nodeFor(NodeKind.EDGE);
  }

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
