package io.switchlog.control.core.partition;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.inbox.TimerFired;

/// A timer that ran out and has to be written into the aggregate's inbox partition.
public record DueTimer(AggregateId id, TimerFired input) {}
