package io.switchlog.schemas.event;

import io.switchlog.schemas.NodeId;
import java.time.Instant;

/// The call's media node is gone and no other one takes its place: the call goes on without sound
/// until one does.
///
/// @param node the node that was lost
/// @param waitUntil arms the timer `media-lost`, after which the call ends
public record MediaLost(NodeId node, Instant waitUntil) implements CallEvent {}
