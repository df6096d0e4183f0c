package io.switchlog.schemas.event;

/// A leg that talks and was handed over is this call's again, as it is now: it could not be
/// connected where it went. Arms the timer of its session.
///
/// @param status why, 400 to 699
public record DialogReturned(HandedDialog handed, int status) implements CallEvent {}
