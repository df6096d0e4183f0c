package io.switchlog.schemas.inbox;

import io.switchlog.schemas.LegId;

/// A 2xx of ours was resent for 64*T1 and no ACK came (RFC 3261 section 13.3.1.4).
///
/// @param leg the leg that was answered
/// @param transaction the key of the INVITE's server transaction
public record AckMissing(LegId leg, String transaction) implements EdgeInput {}
