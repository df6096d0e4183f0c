package io.switchlog.schemas.message;

import io.switchlog.schemas.AggregateId;

/// Whose message it is, and which: who gets it takes each number of a life once, and none behind
/// one that it took.
///
/// @param id the aggregate that said it
/// @param life which life of its id; -1 of an answer that no life counts: of one that is over, or
///   not known
/// @param number counted from 1 over all that this life says, to whomever; of an answer, by its
///   input
public record Sender(AggregateId id, long life, long number) {}
