package io.switchlog.schemas.inbox;

import io.switchlog.schemas.node.NodePresence;

/// A node began to live: from here on commands may be sent to it. The same node with another
/// incarnation before means that the earlier one is gone.
public record NodeJoined(NodePresence presence) implements PartitionInput {}
