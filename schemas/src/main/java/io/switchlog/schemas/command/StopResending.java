package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// The ACK to a 2xx arrived at another edge: stop resending the 2xx.
///
/// @param transaction the key of the INVITE's server transaction
public record StopResending(CallId call, LegId leg, String transaction) implements EdgeCommand {}
