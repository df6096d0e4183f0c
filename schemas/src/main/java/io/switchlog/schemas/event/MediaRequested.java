package io.switchlog.schemas.event;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.media.MediaPlan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The call's media shall be as this plan describes. By a plan without endpoints no media node has
/// a part in a call that goes on any more, and nothing is waited for of one.
///
/// @param node the media node that shall carry it out
/// @param answerBy arms the timer `media`; null where nothing waits for the plan
/// @param movedFrom the node that carried the call's media before and was lost, the same one where
///   it came back; null where the media does not move. Disarms the timer `media-lost`
public record MediaRequested(
    NodeId node, MediaPlan plan, @Nullable Instant answerBy, @Nullable NodeId movedFrom)
    implements CallEvent {}
