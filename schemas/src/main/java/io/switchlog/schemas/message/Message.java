package io.switchlog.schemas.message;

/// Something that one aggregate says to another, by the kind that it is for.
public sealed interface Message permits SlotMessage, CallMessage, AddressMessage {}
