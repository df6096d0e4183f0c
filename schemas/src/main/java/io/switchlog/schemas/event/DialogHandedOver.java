package io.switchlog.schemas.event;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// As [LegHandedOver], of a leg that talks. Its media here is released: the call that gets it tells
/// the peer of another address. Disarms the timers `slot`, `media` and `media-lost`, and those of
/// the leg's session.
///
/// @param to the call that has it now
/// @param slot where that call is parked
/// @param until arms the timer `max-duration`: the leg counts as over by then, whatever is heard
/// @param mediaNode the node that releases the media, null where there was none
/// @param planVersion the version of the plan that says so
public record DialogHandedOver(
    CallId to,
    HandedDialog handed,
    ParkSlot slot,
    Instant until,
    @Nullable NodeId mediaNode,
    long planVersion)
    implements CallEvent {}
