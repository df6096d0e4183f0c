package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A caller acknowledged progress of ours by PRACK (RFC 3262 section 3).
///
/// @param rseq the number of the progress
/// @param transaction the key of the INVITE's server transaction
/// @param resendingEdge the edge that resends it, where the PRACK came to another one; else null
public record ProgressHeard(
    LegId leg, long rseq, String transaction, @Nullable NodeId resendingEdge)
    implements CallEvent {}
