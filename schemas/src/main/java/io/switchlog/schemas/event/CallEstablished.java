package io.switchlog.schemas.event;

/// Both dialogs are confirmed, offer and answer are complete and the media plan is carried out:
/// told once.
public record CallEstablished() implements CallEvent {}
