package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg is over.
///
/// @param status the SIP status that closed it, 0 where nothing came
/// @param text for people
/// @param outcome the end that this begins, unless one began before
public record LegEnded(LegId leg, int status, String text, Outcome outcome)
    implements EventOfBefore {}
