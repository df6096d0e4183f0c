package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;

/// A called party sent progress that wants to be acknowledged: it gets a PRACK (RFC 3262 section
/// 4).
///
/// @param edge the edge that it came to, which sends the PRACK
/// @param dialog the early dialog
/// @param rseq the number of the progress
/// @param cseq the CSeq number of the PRACK
/// @param inviteCseq that of the INVITE
public record ProgressAcknowledged(
    LegId leg, NodeId edge, PeerDialog dialog, long rseq, long cseq, long inviteCseq)
    implements CallEvent {}
