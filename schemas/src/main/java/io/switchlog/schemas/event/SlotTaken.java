package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import java.time.Instant;

/// A call is parked in the slot from now on, and is told so.
///
/// @param callLife which life of the call is
/// @param freeBy arms the timer `slot`: when it is free again, whatever the call says or does not
public record SlotTaken(CallId call, long callLife, Instant freeBy) implements SlotEvent {}
