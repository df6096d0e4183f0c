package io.switchlog.schemas.event;

import io.switchlog.schemas.LegId;

/// A leg's session has no timer any more: its latest INVITE or UPDATE went without one (RFC 4028
/// section 7.2). Disarms the timer `session-` and the leg.
public record SessionUntimed(LegId leg) implements CallEvent {}
