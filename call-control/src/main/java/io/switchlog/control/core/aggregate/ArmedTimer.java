package io.switchlog.control.core.aggregate;

import java.time.Instant;

/// A timer that runs.
///
/// @param generation counted up within the call with every setting of any timer; `TimerFired`
///   repeats it, and one with another generation than the newest is refused
/// @param due when it runs out
public record ArmedTimer(long generation, Instant due) {}
