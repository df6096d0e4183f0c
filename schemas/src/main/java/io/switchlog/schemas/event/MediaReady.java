package io.switchlog.schemas.event;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.media.LocalEndpoint;
import java.util.List;

/// A media node carries a plan out. Disarms the timer `media`.
///
/// @param version the plan's version
/// @param endpoints where each leg can send its RTP
public record MediaReady(NodeId node, long version, List<LocalEndpoint> endpoints)
    implements CallEvent {
  public MediaReady {
    endpoints = List.copyOf(endpoints);
  }
}
