package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.ParkSlot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A leg goes to another call, which decides for it from now on and whatever became of it before.
/// What still arrives here for the leg is forwarded; the call ends when it hears that the leg is
/// over. Disarms the timer `slot`.
///
/// @param to the call that has it now
/// @param slot where that call is parked; null where the leg comes for something else
/// @param until arms the timer `max-duration`: the leg counts as over by then, whatever is heard
/// @param replaces the leg of that call whose place it is to take; null for none
public record LegHandedOver(
    CallId to,
    HandedLeg handed,
    @Nullable ParkSlot slot,
    Instant until,
    @Nullable ReplacedDialog replaces)
    implements CallEvent {}
