package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A leg acknowledged our 2xx.
///
/// @param edge the edge that the ACK arrived at
/// @param cseq the CSeq number of the INVITE
/// @param transaction the INVITE's server transaction
/// @param resendingEdge the edge to be told that the 2xx need not be sent again, null where it
///   knows
/// @param acknowledges the leg whose own ACK waited for this one, null for none
/// @param content what crosses in that ACK
public record LegConfirmed(
    LegId leg,
    NodeId edge,
    long cseq,
    String transaction,
    @Nullable NodeId resendingEdge,
    @Nullable LegId acknowledges,
    Content content)
    implements CallEvent {}
