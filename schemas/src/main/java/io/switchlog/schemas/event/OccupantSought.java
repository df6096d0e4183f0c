package io.switchlog.schemas.event;

import io.switchlog.schemas.ParkSlot;
import java.time.Instant;

/// The caller wants to talk to whoever is parked in a slot, which is asked.
///
/// @param answerBy arms the timer `slot`
public record OccupantSought(ParkSlot slot, Instant answerBy) implements CallEvent {}
