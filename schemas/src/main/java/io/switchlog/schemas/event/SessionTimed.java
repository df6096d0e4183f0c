package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A leg's session has a timer from here on, or again (RFC 4028): somebody refreshes it, or it is
/// over. Arms the timer `session-` and the leg.
///
/// @param seconds how long a refresh holds, 90 and more
/// @param refreshedByUs whether we refresh; else its peer does
/// @param leastSeconds what our requests must not go below
/// @param byUpdate whether we refresh by UPDATE; else by INVITE
/// @param overAt when the leg is ended that nobody has refreshed
/// @param refreshAt when we refresh; null where its peer does, and in histories of before, where it
///   is half of the time
public record SessionTimed(
    LegId leg,
    int seconds,
    boolean refreshedByUs,
    int leastSeconds,
    boolean byUpdate,
    Instant overAt,
    @Nullable Instant refreshAt)
    implements CallEvent {}
