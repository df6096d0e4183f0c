package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;

/// A 2xx came again although it was acknowledged: its ACK was lost with an edge.
///
/// @param leg the leg that answered
/// @param edge the edge the 2xx came to
/// @param cseq the CSeq number of the INVITE
public record AckRepeated(LegId leg, NodeId edge, long cseq) implements CallEvent {}
