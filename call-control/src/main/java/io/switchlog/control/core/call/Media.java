package io.switchlog.control.core.call;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The call's media.
///
/// @param node the media node
/// @param plan the newest plan asked for
/// @param inForce the newest one carried out by that node, null for none
/// @param local where each leg can send its RTP, empty before the first plan is carried out; where
///   it could, until a node that took the call over says anew
/// @param moved whether a node was lost since the call began: legs may have been told of its
///   addresses
record Media(
    NodeId node,
    MediaPlan plan,
    @Nullable MediaPlan inForce,
    List<LocalEndpoint> local,
    boolean moved) {
  Media {
    local = List.copyOf(local);
  }

  /// Whether the newest plan is carried out.
  boolean isReady() {
    return inForce != null && inForce.version() == plan.version();
  }

  /// Whether the node carries any plan out, so that what it said of its addresses is true.
  boolean isServed() {
    return inForce != null;
  }

  @Nullable LocalEndpoint local(LegId leg) {
    for (LocalEndpoint endpoint : local) {
      if (endpoint.leg().equals(leg)) {
        return endpoint;
      }
    }
    return null;
  }
}
