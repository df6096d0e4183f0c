package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.message.Message;

/// A message for another aggregate. Its sender and its number are given by whoever sends it.
public record Post(AggregateId to, Message message) {}
