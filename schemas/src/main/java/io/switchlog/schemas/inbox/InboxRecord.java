package io.switchlog.schemas.inbox;

/// A record of `calls.inbox`. A [CallInput] concerns the call that is its key; a [PartitionInput]
/// is written into every partition, without a key, and takes effect at that place in its order.
public sealed interface InboxRecord permits CallInput, PartitionInput {}
