package io.switchlog.schemas.event;

import io.switchlog.schemas.ParkSlot;
import java.time.Instant;

/// The call is to be parked, and asks for a slot. Disarms the timer `dial`.
///
/// @param until about when the call is over at the latest: the slot waits some minutes longer
/// @param answerBy arms the timer `slot`
public record SlotSought(ParkSlot slot, Instant until, Instant answerBy) implements CallEvent {}
