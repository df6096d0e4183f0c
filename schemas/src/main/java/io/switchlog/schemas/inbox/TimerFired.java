package io.switchlog.schemas.inbox;

/// A timer that an event asked for ran out. A generation below the newest of its name is refused.
///
/// @param name the timer's name within the call, such as `ring` or `max-duration`
/// @param generation which setting of the timer ran out
public record TimerFired(String name, long generation) implements AggregateInput {}
