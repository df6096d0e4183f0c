package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A called party sent progress that wants to be acknowledged: it gets a PRACK (RFC 3262 section
/// 4).
///
/// @param edge the edge that it came to, which sends the PRACK
/// @param dialog the early dialog
/// @param rseq the number of the progress
/// @param cseq the CSeq number of the PRACK
/// @param inviteCseq that of the INVITE
/// @param answer what the PRACK carries: the answer to an offer that came with the progress; null:
///   nothing
public record ProgressAcknowledged(
    LegId leg,
    NodeId edge,
    PeerDialog dialog,
    long rseq,
    long cseq,
    long inviteCseq,
    @Nullable Content answer)
    implements CallEvent {}
