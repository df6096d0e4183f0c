package io.switchlog.schemas;

import java.time.Instant;

/// What is known of an event besides what it says: where it stands in its aggregate's life, and
/// why. Read off the decision that holds it.
///
/// @param number counted from 1 within the aggregate's life, without gaps
/// @param causePartition the inbox partition of the record that caused the event
/// @param causeOffset the offset of that record; many events may share a cause
/// @param at the broker's append time of the cause: `now` in the decision
public record EventHead(long number, int causePartition, long causeOffset, Instant at) {}
