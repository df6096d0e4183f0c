package io.switchlog.control.core.call.state;

import io.switchlog.schemas.request.ControlRequest;

/// What somebody asked of a call, and what became of it. Kept as long as the call is, so that the
/// same request that comes again changes nothing.
///
/// @param key its idempotency key
/// @param granted whether it was done
public record Requested(String key, ControlRequest request, boolean granted) {}
