package io.switchlog.schemas.journal;

import io.switchlog.schemas.NodeId;
import java.util.List;

/// The facts of one life of a node that a partition has decided lately.
///
/// @param node the node
/// @param incarnation its life
/// @param sequences the numbers of the facts, the lowest first; all lower ones count as decided
///   where there are as many as are remembered
public record SeenFacts(NodeId node, long incarnation, List<Long> sequences) {
  public SeenFacts {
    sequences = List.copyOf(sequences);
  }
}
