package io.switchlog.schemas.inbox;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;

/// No RTP came from a leg that should send, for as long as its endpoint's `rtpTimeoutMillis`.
///
/// @param node the media node
/// @param leg the silent leg
/// @param silentMillis how long nothing came
public record RtpTimedOut(NodeId node, LegId leg, long silentMillis) implements CallInput {}
