package io.switchlog.schemas.inbox;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// Progress of ours was resent for 64*T1 and no PRACK came (RFC 3262 section 3).
///
/// @param leg the leg that was told
/// @param transaction the key of the INVITE's server transaction
/// @param rseq the number of the progress
/// @param edge that resent it; null: an edge of before, which did not say
public record PrackMissing(LegId leg, String transaction, long rseq, @Nullable NodeId edge)
    implements EdgeInput {}
