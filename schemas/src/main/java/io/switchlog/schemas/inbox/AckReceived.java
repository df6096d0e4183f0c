package io.switchlog.schemas.inbox;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;

/// The ACK to a 2xx arrived (RFC 3261 section 13.2.2.4); ACKs to failures end at the edge.
/// Published once for an edge's 2xx, however often the peer repeats it.
///
/// @param leg the leg whose dialog it names by its token
/// @param edge the edge it arrived at, which may not be the one that resends the 2xx
/// @param message the ACK as it came, with the answer to a delayed offer
public record AckReceived(LegId leg, NodeId edge, Bytes message) implements EdgeInput {}
