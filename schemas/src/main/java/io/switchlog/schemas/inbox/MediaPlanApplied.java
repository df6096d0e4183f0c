package io.switchlog.schemas.inbox;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.media.LocalEndpoint;
import java.util.List;

/// A media node carries out a plan; published once per version, and again for a repeat of it.
///
/// @param node the node that carries it out
/// @param life the life of the call's id that the plan was for
/// @param version the plan's version
/// @param endpoints where each leg of the plan can send its RTP
public record MediaPlanApplied(NodeId node, long life, long version, List<LocalEndpoint> endpoints)
    implements AggregateInput {
  public MediaPlanApplied {
    endpoints = List.copyOf(endpoints);
  }
}
