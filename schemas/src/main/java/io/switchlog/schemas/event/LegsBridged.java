package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// Two legs are connected: they hear each other, and what crosses between parties crosses between
/// them. Lasts until one of them is over.
///
/// @param one the leg that was there before
/// @param other the leg that joins it
public record LegsBridged(LegId one, LegId other) implements CallEvent {}
