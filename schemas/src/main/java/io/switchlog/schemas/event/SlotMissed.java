package io.switchlog.schemas.event;

import io.switchlog.schemas.ParkSlot;

/// The slot is another call's. Disarms the timer `slot`.
public record SlotMissed(ParkSlot slot) implements CallEvent {}
