package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A leg of another call is one of this call's from now on: it has come for the parked caller, or
/// to take another leg's place, and waits for the answer to its INVITE. Disarms the timer `recall`;
/// the refusal of the leg arms it again.
///
/// @param leg in this call
/// @param from the call that handed it over, and is told when it is over
/// @param fromLife which life of its id
/// @param insteadOf the leg whose place it is to take; null where it came for the parked caller
public record LegTakenOver(
    LegId leg, CallId from, long fromLife, HandedLeg handed, @Nullable LegId insteadOf)
    implements CallEvent {}
