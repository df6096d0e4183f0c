package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// Send a request in a new client transaction (never ACK or CANCEL). The outcome comes back as
/// `ResponseReceived` or `RequestFailed`.
public record SendRequest(CallId call, LegId leg, RequestPattern request) implements LegCommand {}
