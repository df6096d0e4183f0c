package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;

/// A call is parked in the slot no more. Disarms the timer `slot`.
///
/// @param overdue whether the call should have said so itself, long ago
public record SlotFreed(CallId call, boolean overdue) implements SlotEvent {}
