package io.switchlog.schemas.event;

import java.time.Instant;

/// The timer of a session (RFC 4028) that goes on in another call.
///
/// @param seconds how long a refresh holds
/// @param refreshedByUs whether we refresh; else its peer does
/// @param leastSeconds what our requests must not go below; 0: what the RFC has
/// @param byUpdate whether we refresh by UPDATE; else by INVITE
/// @param due when there is something to do next: we refresh, or, where the peer does, `overAt`
/// @param overAt when the leg is ended that nobody has refreshed
public record HandedTimer(
    int seconds,
    boolean refreshedByUs,
    int leastSeconds,
    boolean byUpdate,
    Instant due,
    Instant overAt) {}
