package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.EdgeInput;

/// Something arrived for a leg that another call decides for, and was sent on to it.
///
/// @param to the call that has the leg
/// @param leg in this call
public record InputForwarded(CallId to, LegId leg, EdgeInput input) implements CallEvent {}
