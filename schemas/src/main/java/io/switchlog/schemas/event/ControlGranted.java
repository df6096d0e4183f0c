package io.switchlog.schemas.event;

import io.switchlog.schemas.request.ControlRequest;

/// What somebody asked of a call is done by the events that follow.
public record ControlGranted(ControlRequest request, String idempotencyKey) implements CallEvent {}
