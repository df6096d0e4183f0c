package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;

/// A leg's session could not be refreshed now: nothing else of it changes (RFC 3261 section 14.1).
/// Arms the timer `session-` and the leg.
///
/// @param cseq the CSeq number of the INVITE or UPDATE that came to nothing; 0 where none could be
///   sent
/// @param byUpdate whether the next one is an UPDATE
/// @param leastSeconds what the next one must not go below
/// @param retryAt when it is sent
public record RefreshDeferred(
    LegId leg, long cseq, boolean byUpdate, int leastSeconds, Instant retryAt)
    implements CallEvent {}
