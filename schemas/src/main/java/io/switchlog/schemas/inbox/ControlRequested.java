package io.switchlog.schemas.inbox;

import io.switchlog.schemas.request.ControlRequest;

/// Somebody asks something of a call, or for a call, which then has the record's key as its id.
///
/// @param request what
/// @param idempotencyKey tells one request from another: one that comes again under the same key in
///   the same life of the call changes nothing
public record ControlRequested(ControlRequest request, String idempotencyKey)
    implements AggregateInput {}
