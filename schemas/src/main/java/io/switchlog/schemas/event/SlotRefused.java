package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;

/// A call that wanted to be parked here is told that another one is.
///
/// @param call the call that is refused
public record SlotRefused(CallId call) implements SlotEvent {}
