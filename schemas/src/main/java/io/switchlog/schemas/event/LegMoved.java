package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A leg is served by another edge, or by the same one after a restart. Requests of ours that have
/// no final response are sent again, the same as they were; answers we owe will leave from there.
///
/// @param edge the edge that serves it now
/// @param insteadOf the edge whose copy of our INVITE came to nothing because the one of another
///   edge lives: then nothing is sent again; null where the edge before died
/// @param invite the INVITE that the caller waits for an answer to from now on, where that came in
///   another transaction than the one before (RFC 3263 section 4.3); null: the same one
public record LegMoved(
    LegId leg, NodeId edge, @Nullable NodeId insteadOf, @Nullable PeerRequest invite)
    implements CallEvent {
  /// A leg that waits for no answer of ours, or for the one that it waited for.
  public LegMoved(LegId leg, NodeId edge, @Nullable NodeId insteadOf) {
    this(leg, edge, insteadOf, null);
  }
}
