package io.switchlog.control.core.partition;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.TimerFired;

/// A timer that ran out and has to be written into the call's inbox partition.
public record DueTimer(CallId call, TimerFired input) {}
