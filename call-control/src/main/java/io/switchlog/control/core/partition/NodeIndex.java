package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.schemas.CallId;
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

/// Which calls depend on which node, so that news of a node costs the calls that it concerns and
/// not all of them.
final class NodeIndex {
  private final Map<NodeId, Set<CallId>> calls = new HashMap<>();

  void replace(CallId call, Set<NodeId> before, Set<NodeId> after) {
    if (before.equals(after)) {
      return;
    }
    for (NodeId node : before) {
      Set<CallId> there = calls.get(node);
      if (there != null && !after.contains(node)) {
        there.remove(call);
        if (there.isEmpty()) {
          calls.remove(node);
        }
      }
    }
    for (NodeId node : after) {
      calls.computeIfAbsent(node, _ -> new HashSet<>()).add(call);
    }
  }

  /// The calls that news concerns, in the order of their ids: those that depend on the node; where
  /// one comes, also those that depend on one of its kind that is not there.
  ///
  /// @param view as it is after the news
  SortedSet<CallId> concerned(PartitionInput news, PartitionView view) {
    return switch (news) {
      case RoutingChanged _ -> new TreeSet<>();
      case NodeLost lost -> new TreeSet<>(calls.getOrDefault(lost.node(), Set.of()));
      case NodeJoined joined -> {
        NodeId node = joined.presence().node();
        SortedSet<CallId> concerned = new TreeSet<>();
        calls.forEach((each, there) -> {
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
