package io.switchlog.schemas.message;

import io.switchlog.schemas.AggregateId;

/// Whose message it is, and which: who gets it takes each number of a life once, and none behind
/// one that it took.
///
/// @param id the aggregate that said it
/// @param life which life of its id
/// @param number counted from 1 over all that this life says, to whomever
public record Sender(AggregateId id, long life, long number) {}
