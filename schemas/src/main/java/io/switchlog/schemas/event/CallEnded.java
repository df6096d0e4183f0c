package io.switchlog.schemas.event;

import io.switchlog.schemas.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The call is over: the one terminal event. Its media is released.
///
/// @param outcome how
/// @param established whether it had been established
/// @param mediaNode the node that releases the call's media, null where it had none
/// @param planVersion the version of the plan that says so
/// @param retainedUntil arms the timer `retention`, after which the call is forgotten
public record CallEnded(
    Outcome outcome,
    boolean established,
    @Nullable NodeId mediaNode,
    long planVersion,
    Instant retainedUntil)
    implements CallEvent {}
