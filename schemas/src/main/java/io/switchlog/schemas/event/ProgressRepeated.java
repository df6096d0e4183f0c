package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A caller who waits was told nothing for a minute, and is told its latest progress again, without
/// a body (RFC 3261 section 13.3.1.1). Arms the timer `progress-` and the leg.
///
/// @param leg the caller's
/// @param status 101 to 199; 183 where it was told nothing yet
/// @param reason the reason phrase
/// @param rseq as in [LegRang]
/// @param againAt when it is told so once more, unless it hears something before
public record ProgressRepeated(
    LegId leg, int status, String reason, @Nullable Long rseq, Instant againAt)
    implements CallEvent {}
