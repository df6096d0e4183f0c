package io.switchlog.schemas.inbox;

import io.switchlog.schemas.NodeId;

/// A node is gone: it said so, or it was not heard of for longer than its lease.
///
/// @param incarnation the life that ended; a later one is not touched
/// @param reason for people
public record NodeLost(NodeId node, long incarnation, String reason) implements PartitionInput {}
