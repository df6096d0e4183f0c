package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.RoutingChanged;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which aggregates depend on which node, so that news of a node costs the aggregates that it
/// concerns and not all of them.
final class NodeIndex {
  private final Map<NodeId, Set<AggregateId>> aggregates = new HashMap<>();

  void replace(AggregateId id, Set<NodeId> before, Set<NodeId> after) {
    if (before.equals(after)) {
      return;
    }
    for (NodeId node : before) {
      Set<AggregateId> there = aggregates.get(node);
      if (there != null && !after.contains(node)) {
        there.remove(id);
        if (there.isEmpty()) {
          aggregates.remove(node);
        }
      }
    }
    for (NodeId node : after) {
      aggregates.computeIfAbsent(node, _ -> new HashSet<>()).add(id);
    }
  }

  /// The aggregates that news concerns, in the order of their ids: those that depend on the node;
  /// where one comes, also those that depend on one of its kind that is not there.
  ///
  /// @param view as it is after the news
  SortedSet<AggregateId> concerned(PartitionInput news, PartitionView view) {
    return switch (news) {
      case RoutingChanged _ -> new TreeSet<>();
      case NodeLost lost -> new TreeSet<>(aggregates.getOrDefault(lost.node(), Set.of()));
      case NodeJoined joined -> {
        NodeId node = joined.presence().node();
        SortedSet<AggregateId> concerned = new TreeSet<>();
        aggregates.forEach((each, there) -> {
          if (each.equals(node)
              || (each.kind() == node.kind() && !view.liveNodes().containsKey(each))) {
            concerned.addAll(there);
          }
        });
        yield concerned;
      }
    };
  }
}
