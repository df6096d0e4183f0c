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
/// @param appliedVersion the newest one carried out, 0 for none
/// @param local where each leg can send its RTP, empty before the first plan is carried out; where
///   it could, until a node that took the call over says anew
/// @param moved whether a node was lost since the call began: legs may have been told of its
///   addresses
record Media(
    NodeId node, MediaPlan plan, long appliedVersion, List<LocalEndpoint> local, boolean moved) {
  Media {
    local = List.copyOf(local);
  }

  /// Whether the newest plan is carried out.
  boolean isReady() {
    return appliedVersion == plan.version();
  }

  /// Whether the node carries any plan out, so that what it said of its addresses is true.
  boolean isServed() {
    return appliedVersion > 0;
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
