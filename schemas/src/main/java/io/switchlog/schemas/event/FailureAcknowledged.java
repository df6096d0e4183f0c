package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;

/// An INVITE of ours failed, and the failure came to an edge that did not have its transaction, so
/// that nobody has acknowledged it (RFC 3261 section 17.1.1.3).
///
/// @param leg the leg whose INVITE failed
/// @param edge the edge the failure came to
/// @param cseq the CSeq number of the INVITE
/// @param toTag the To-tag of the failure
/// @param transport what the INVITE went over
public record FailureAcknowledged(
    LegId leg, NodeId edge, long cseq, String toTag, Transport transport) implements CallEvent {}
