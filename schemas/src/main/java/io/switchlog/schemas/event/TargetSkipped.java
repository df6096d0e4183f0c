package io.switchlog.schemas.event;

/// The next party of a ring plan cannot be rung.
///
/// @param status the SIP status that says the same, as if the party had sent it
/// @param reason the reason phrase
public record TargetSkipped(int status, String reason) implements CallEvent {}
