package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// A leg that waits for the answer to its INVITE, as one call hands it to another: all that it
/// takes to answer.
///
/// @param leg in the call that hands it over
/// @param maxForwards how many hops the INVITE may still go
/// @param content what crosses of it; the body is the peer's offer as it came
/// @param dialect of the call that hands it over, whose tag the leg has where it is turned away;
///   null where that was begun by rules 12 or those before
public record HandedLeg(
    LegId leg,
    PeerRequest invite,
    PeerDialog dialog,
    int maxForwards,
    Content content,
    @Nullable Integer dialect) {}
