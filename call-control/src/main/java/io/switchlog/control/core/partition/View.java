package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.node.NodePresence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the partition knows of nodes and routing, and which lives of nodes it has heard of: old
/// news of a node that is lost can be told from new.
final class View {
  private PartitionView current;
  private final Map<NodeId, Long> incarnations = new HashMap<>();

  View(FreePorts ports) {
    current = new PartitionView(Collections.emptySortedMap(), RoutingTable.EMPTY, ports);
  }

  PartitionView current() {
    return current;
  }

  boolean isNews(PartitionInput input) {
    return switch (input) {
      case RoutingChanged(RoutingTable table) -> table.version() > current.routing().version();
      case NodeJoined(NodePresence presence) -> {
        long known = incarnations.getOrDefault(presence.node(), Long.MIN_VALUE);
        NodePresence live = current.liveNodes().get(presence.node());
        yield presence.incarnation() > known
            || (presence.incarnation() == known && (live == null || differs(live, presence)));
      }
      case NodeLost(NodeId node, long incarnation, String _) -> {
        NodePresence live = current.liveNodes().get(node);
        yield live != null && live.incarnation() <= incarnation;
      }
    };
  }

  private static boolean differs(NodePresence live, NodePresence announced) {
    return live.status() != announced.status()
        || !live.listeners().equals(announced.listeners())
        // A watcher of an older build does not see what is leased: nobody takes that back.
        || (announced.leases() != null && !announced.leases().equals(live.leases()));
  }

  /// A node that changes, or is heard again, is no news to an aggregate; one that begins or ends a
  /// life is.
  boolean concernsAggregates(PartitionInput input) {
    return switch (input) {
      case RoutingChanged _ -> false;
      case NodeJoined(NodePresence presence) -> {
        Long known = incarnations.get(presence.node());
        yield known == null || presence.incarnation() > known;
      }
      case NodeLost _ -> true;
    };
  }

  void take(PartitionInput input) {
    switch (input) {
      case RoutingChanged(RoutingTable table) ->
          current = new PartitionView(current.liveNodes(), table, current.ports());
      case NodeJoined(NodePresence presence) ->
          setNode(presence.node(), presence.incarnation(), presence);
      case NodeLost(NodeId node, long incarnation, String _) -> setNode(node, incarnation, null);
    }
  }

  private void setNode(NodeId node, long incarnation, @Nullable NodePresence presence) {
    SortedMap<NodeId, NodePresence> live = new TreeMap<>(current.liveNodes());
    if (presence == null) {
      live.remove(node);
    } else {
      live.put(node, presence);
    }
    incarnations.put(node, incarnation);
    current = new PartitionView(live, current.routing(), current.ports());
  }

  /// Inputs that make an empty view what this one is.
  List<PartitionInput> inputs() {
    List<PartitionInput> inputs = new ArrayList<>();
    inputs.add(new RoutingChanged(current.routing()));
    new TreeMap<>(incarnations)
        .forEach((node, incarnation) -> {
          NodePresence live = current.liveNodes().get(node);
          inputs.add(
              live == null ? new NodeLost(node, incarnation, "known") : new NodeJoined(live));
        });
    return inputs;
  }
}
