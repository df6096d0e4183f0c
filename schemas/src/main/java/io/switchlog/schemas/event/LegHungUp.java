package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg hung up: its BYE gets a 200.
///
/// @param outcome the end that this begins, unless one began before
public record LegHungUp(LegId leg, PeerRequest bye, Outcome outcome) implements EventOfBefore {}
