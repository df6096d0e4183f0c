package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;

/// A leg of another call came and cannot be connected here: its party is refused, and its call
/// hears so.
///
/// @param from the call that handed it over
/// @param fromLife which life of its id
/// @param status what its INVITE is answered with, 400 to 699
public record LegTurnedAway(CallId from, long fromLife, HandedLeg handed, int status)
    implements CallEvent {}
