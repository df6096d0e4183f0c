package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A leg of another call that talks cannot be connected here: it goes back, as it is now. Disarms
/// the timers of its session, of our offer and of its media; arms `recall`.
///
/// @param leg what it was here; null where it was never taken over
/// @param from the call that handed it over
/// @param fromLife which life of its id
/// @param status why, 400 to 699
public record DialogTurnedAway(
    @Nullable LegId leg, CallId from, long fromLife, HandedDialog handed, int status)
    implements CallEvent {}
