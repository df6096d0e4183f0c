package io.switchlog.schemas.inbox;

/// What an edge saw of an address of record.
public sealed interface AddressInput extends AggregateInput permits RegisterReceived, FlowClosed {}
