package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.ParkSlot;
import java.time.Instant;

/// A leg goes to another call, which decides for it from now on and whatever became of it before.
/// What still arrives here for the leg is forwarded; the call ends when it hears that the leg is
/// over. Disarms the timer `slot`.
///
/// @param to the call that has it now
/// @param slot where that call is parked
/// @param until arms the timer `max-duration`: the leg counts as over by then, whatever is heard
public record LegHandedOver(CallId to, HandedLeg handed, ParkSlot slot, Instant until)
    implements CallEvent {}
