package io.switchlog.schemas.inbox;

import io.switchlog.schemas.config.RoutingTable;

/// A version of the routing table takes effect here.
public record RoutingChanged(RoutingTable table) implements PartitionInput {}
