package io.switchlog.schemas.inbox;

/// A record of `calls.inbox`. An [AggregateInput] concerns the aggregate that is its key; a
/// [PartitionInput] is written into every partition, without a key, and takes effect at that place
/// in its order.
public sealed interface InboxRecord permits AggregateInput, PartitionInput {}
