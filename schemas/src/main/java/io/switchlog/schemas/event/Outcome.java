package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// How a call came to its end.
///
/// @param cause why
/// @param by the leg that brought it about, null where none did
/// @param status the SIP status that says the same: what the caller was told, or 200 for a call
///   that was answered
/// @param text for people
public record Outcome(EndCause cause, @Nullable LegId by, int status, String text) {}
