package io.switchlog.schemas.event;

/// Something that an aggregate concluded, by its kind.
public sealed interface AggregateEvent permits CallEvent, SlotEvent, AddressEvent {}
