package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A leg refused an offer of ours: its session stays as it was (RFC 3261 section 14.1), and the
/// offer is not made again.
///
/// @param cseq the number of the INVITE
/// @param status 300 to 699
/// @param refreshAt when we refresh the session next, where we do: the offer would have; else null
public record ReofferRefused(LegId leg, long cseq, int status, @Nullable Instant refreshAt)
    implements CallEvent {}
