package io.switchlog.schemas.event;

import io.switchlog.schemas.request.ControlRequest;

/// What somebody asked of a call is not done; nothing else follows.
///
/// @param text what was expected, and what was found
public record ControlRefused(ControlRequest request, String idempotencyKey, String text)
    implements CallEvent {}
