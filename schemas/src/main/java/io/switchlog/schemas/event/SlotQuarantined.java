package io.switchlog.schemas.event;

/// The slot's history is impossible, which is a bug. It is free from now on.
///
/// @param detail what did not fit
public record SlotQuarantined(String detail) implements SlotEvent {}
