package io.switchlog.schemas.event;

/// Something that a park slot concluded. A life of a slot begins when it is asked for something
/// while nobody is parked in it, and ends when that is so again.
public sealed interface SlotEvent extends AggregateEvent
    permits SlotTaken, SlotRefused, SlotShown, SlotFreed, SlotQuarantined {}
