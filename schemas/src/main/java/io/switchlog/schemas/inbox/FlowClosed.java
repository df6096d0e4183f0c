package io.switchlog.schemas.inbox;

import io.switchlog.schemas.NodeId;

/// A connection has ended that phones of the address had registered over.
///
/// @param edge whose it was
/// @param connection the edge's name for it
public record FlowClosed(NodeId edge, String connection) implements AddressInput {}
