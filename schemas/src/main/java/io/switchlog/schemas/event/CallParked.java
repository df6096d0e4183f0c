package io.switchlog.schemas.event;

import io.switchlog.schemas.ParkSlot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The call is parked: whoever asks for the slot finds it. Disarms the timer `slot`.
///
/// @param recallAt arms the timer `recall`, after which somebody is rung for the call; null: nobody
///   will be
public record CallParked(ParkSlot slot, @Nullable Instant recallAt) implements CallEvent {}
