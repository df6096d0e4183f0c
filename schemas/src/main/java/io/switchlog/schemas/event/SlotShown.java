package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import org.jspecify.annotations.Nullable;

/// A call that asked who is parked here is told.
///
/// @param call the call that asked
/// @param occupant the call that is parked, null: none is
public record SlotShown(CallId call, @Nullable CallId occupant) implements SlotEvent {}
