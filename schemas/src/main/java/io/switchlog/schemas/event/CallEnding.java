package io.switchlog.schemas.event;

/// The call ends: told once. What is left of its legs is refused or dismissed; when the last of
/// them is over, so is the call. Disarms all timers but `teardown`.
///
/// @param outcome how it ends, as [CallEnded] will say
public record CallEnding(Outcome outcome) implements CallEvent {}
