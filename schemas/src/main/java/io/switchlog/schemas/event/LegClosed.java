package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg that was dismissed is over.
///
/// @param status the SIP status that closed it, 0 where nothing came
/// @param text for people
public record LegClosed(LegId leg, int status, String text) implements CallEvent {}
