package io.switchlog.schemas.event;

import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The routing table spoke. Its limits hold for the call from here on, whatever is configured
/// later.
///
/// @param rule the name of the rule that matched, null where none did
/// @param tableVersion the version of the table
/// @param action what becomes of the call, with the groups filled in; null where no rule matched
/// @param ringTimeoutSeconds as in the table
/// @param maxDurationSeconds as in the table
/// @param rtpTimeoutSeconds as in the table
/// @param sessionSeconds as in the table
/// @param policy what crosses from leg to leg, as in the rule; null: what is usual
/// @param againAt when a caller who waits is told so, unless it hears something before: arms the
///   timer `progress-` and its leg; null where none waits, and in histories of before
public record CallRouted(
    @Nullable String rule,
    long tableVersion,
    @Nullable Action action,
    int ringTimeoutSeconds,
    int maxDurationSeconds,
    int rtpTimeoutSeconds,
    @Nullable Integer sessionSeconds,
    @Nullable CrossingPolicy policy,
    @Nullable Instant againAt)
    implements CallEvent {}
