package io.switchlog.schemas.inbox;

import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.Sender;

/// Another aggregate says something to the one that is the record's key. Its owner writes it, once
/// the journal holds the decision that says it; whoever takes over from it may write it again.
public record MessageArrived(Sender sender, Message message) implements AggregateInput {}
