package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A second party answered the same INVITE, or one that was given up: it is acknowledged and ended
/// (RFC 3261 section 13.2.2.4).
///
/// @param leg the leg whose INVITE was answered
/// @param edge the edge that sends
/// @param dialog the dialog that nobody wants
/// @param cseq the CSeq number of the INVITE
/// @param ackContent what its ACK carries: the refusal of the offer in the 2xx, or nothing
/// @param content the reason, for its BYE
/// @param byeCseq the number of the BYE; null: the next one
public record ExtraAnswerReleased(
    LegId leg,
    NodeId edge,
    PeerDialog dialog,
    long cseq,
    Content ackContent,
    Content content,
    @Nullable Long byeCseq)
    implements CallEvent {}
