package io.switchlog.schemas.event;

import java.time.Instant;

/// The call is answered, by whomever: told once. From here on its duration counts.
///
/// @param until arms the timer `max-duration`
public record CallAnswered(Instant until) implements CallEvent {}
