package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// As [LegTakenOver], of a leg that talks: it has come for the parked caller, with whom it is
/// connected when it has agreed to an offer of ours. Arms the timer of its session. Disarms the
/// timer `recall`; the end of the leg arms it again.
///
/// @param leg in this call
/// @param from the call that handed it over, and is told when it is over
/// @param fromLife which life of its id
public record DialogTakenOver(LegId leg, CallId from, long fromLife, HandedDialog handed)
    implements CallEvent {}
