package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg took the call off hold.
///
/// @param leg the leg that listens again
public record LegResumed(LegId leg) implements CallEvent {}
