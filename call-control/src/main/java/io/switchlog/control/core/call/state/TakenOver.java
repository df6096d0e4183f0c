package io.switchlog.control.core.call.state;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// A leg that another call has handed over.
///
/// @param leg in this call
/// @param from the call that handed it over
/// @param fromLife which life of its id
/// @param fromLeg in that call
public record TakenOver(LegId leg, CallId from, long fromLife, LegId fromLeg) {}
