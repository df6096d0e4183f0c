package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.node.NodePresence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a partition knows of the world at one place of its inbox.
///
/// @param liveNodes the nodes that joined and were not lost, draining ones included
/// @param routing the table in force
/// @param ports what can be promised of the ports that they lease, as it is while a decision is
///   made
public record PartitionView(
    SortedMap<NodeId, NodePresence> liveNodes, RoutingTable routing, FreePorts ports) {
  public PartitionView {
    liveNodes = Collections.unmodifiableSortedMap(new TreeMap<>(liveNodes));
  }

  public boolean isLive(NodeId node) {
    return liveNodes.containsKey(node);
  }

  public @Nullable NodePresence presence(NodeId node) {
    return liveNodes.get(node);
  }

  /// The nodes of a kind that take new work, lowest ordinal first.
  public List<NodeId> takingWork(NodeKind kind) {
    List<NodeId> nodes = new ArrayList<>();
    liveNodes.forEach((node, presence) -> {
      if (node.kind() == kind && presence.status() == NodePresence.Status.LIVE) {
        nodes.add(node);
      }
    });
    return nodes;
  }

  /// This edge while it lives, else the lowest one that does; null where none lives.
  public @Nullable NodeId edgeInPlaceOf(NodeId edge) {
    if (isLive(edge)) {
      return edge;
    }
    List<NodeId> others = takingWork(NodeKind.EDGE);
    return others.isEmpty() ? null : others.getFirst();
  }
}
