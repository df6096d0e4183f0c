package io.switchlog.schemas.event;

import java.time.Instant;

/// The timer of a session (RFC 4028) that goes on in another call.
///
/// @param seconds how long a refresh holds
/// @param refreshedByUs whether we refresh; else its peer does
/// @param leastSeconds what our requests must not go below
/// @param byUpdate whether we refresh by UPDATE; else by INVITE
/// @param due when we refresh next; where the peer does, when it is over
/// @param overAt when the leg is ended that nobody has refreshed
public record HandedTimer(
    int seconds,
    boolean refreshedByUs,
    int leastSeconds,
    boolean byUpdate,
    Instant due,
    Instant overAt) {}
