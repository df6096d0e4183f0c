package io.switchlog.schemas.journal;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.message.Message;

/// A message to another aggregate, as a decision said it. It leaves once the journal has the
/// decision: one whose term was over would take its number from the one that counts.
///
/// @param to who gets it
/// @param number as in [io.switchlog.schemas.message.Sender]
public record Posted(AggregateId to, long number, Message message) {}
