package io.switchlog.schemas.inbox;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// A 2xx of ours was resent for 64*T1 and no ACK came (RFC 3261 section 13.3.1.4).
///
/// @param leg the leg that was answered
/// @param transaction the key of the INVITE's server transaction
/// @param edge that resent it; null: an edge of before, which did not say
public record AckMissing(LegId leg, String transaction, @Nullable NodeId edge)
    implements EdgeInput {}
