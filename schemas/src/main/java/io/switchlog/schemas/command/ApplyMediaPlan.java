package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.media.MediaPlan;

/// Make the call's media be as the plan describes.
///
/// @param life which life of the call's id it is about: plans are ordered by life, then by version.
///   A plan of a later life replaces all that an earlier one left; one of an earlier life is void
/// @param plan the plan; without endpoints and of version [#WHATEVER] it releases what the node
///   holds
public record ApplyMediaPlan(CallId call, long life, MediaPlan plan) implements MediaCommand {
  /// The version of a release that ends a life of the call's id at a node, whatever it holds of it.
  public static final long WHATEVER = Long.MAX_VALUE;
}
