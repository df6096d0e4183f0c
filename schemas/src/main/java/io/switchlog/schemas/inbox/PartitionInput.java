package io.switchlog.schemas.inbox;

/// Something every call of a partition may have to know: a node came or went, the configuration
/// changed.
public sealed interface PartitionInput extends InboxRecord
    permits NodeJoined, NodeLost, RoutingChanged {}
