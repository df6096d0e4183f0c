package io.switchlog.schemas.event;

/// The call's history is impossible, which is a bug: what remains of it is released.
///
/// @param detail what was expected and what was found
public record CallQuarantined(String detail) implements CallEvent {}
