package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg put the call on hold.
///
/// @param leg the leg that will not listen
public record LegHeld(LegId leg) implements CallEvent {}
