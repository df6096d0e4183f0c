package io.switchlog.control.core.call.state;

import io.switchlog.schemas.request.ControlRequest;

/// What somebody asked of a call, and got. Kept as long as the call is, so that the same request
/// that comes again changes nothing.
///
/// @param key its idempotency key
public record Granted(String key, ControlRequest request) {}
