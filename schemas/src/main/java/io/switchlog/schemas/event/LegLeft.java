package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A party hung up: its BYE gets a 200, and its leg is over.
public record LegLeft(LegId leg, PeerRequest bye) implements CallEvent {}
