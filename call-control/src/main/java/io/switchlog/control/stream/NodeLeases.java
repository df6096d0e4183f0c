package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.NodePresence.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who is alive, judged by heartbeats on the watcher's own clock: a lease counts from the moment a
/// beat was read, so neither another node's clock nor the age of a beat in the log can end it. A
/// silent bus is not a silent node: a lease ends only when the watcher's own node was heard, again
/// and again, in between. Pure: time is an argument.
final class NodeLeases {
  private final NodeId self;
  private final long leaseMillis;
  private final int beatsPerLease;
  private final Map<NodeId, Beat> alive = new TreeMap<>();
  private final Map<NodeId, Long> lost = new HashMap<>();

  private int ownBeats;

  /// @param ownBeats how many beats of our own had been read by then
  private record Beat(NodePresence presence, long readAtMillis, int ownBeats) {}

  /// @param self the watcher's own node
  /// @param beatsPerLease how many of its beats have to be read before another's lease can end
  NodeLeases(NodeId self, long leaseMillis, int beatsPerLease) {
    this.self = self;
    this.leaseMillis = leaseMillis;
    this.beatsPerLease = beatsPerLease;
  }

  /// Takes a beat.
  ///
  /// @return what the partitions have to be told, null for nothing
  @Nullable PartitionInput beat(NodePresence presence, long nowMillis) {
    NodeId node = presence.node();
    if (node.equals(self)) {
      ownBeats++;
    }
    Beat known = alive.get(node);
    if (known != null && known.presence().incarnation() > presence.incarnation()) {
      return null;
    }
    if (presence.status() == Status.STOPPED) {
      alive.remove(node);
      Long before = lost.put(node, presence.incarnation());
      return before != null && before >= presence.incarnation()
          ? null
          : new NodeLost(node, presence.incarnation(), "stopped");
    }
    alive.put(node, new Beat(presence, nowMillis, ownBeats));
    Long before = lost.remove(node);
    return before != null && before == presence.incarnation() ? new NodeJoined(presence) : null;
  }

  /// Ends the leases of those not heard of for too long.
  List<NodeLost> expire(long nowMillis) {
    List<NodeLost> expired = new ArrayList<>();
    alive
        .values()
        .removeIf(beat -> {
          long silent = nowMillis - beat.readAtMillis();
          if (silent <= leaseMillis || ownBeats - beat.ownBeats() < beatsPerLease) {
            return false;
          }
          NodePresence presence = beat.presence();
          lost.put(presence.node(), presence.incarnation());
          expired.add(
              new NodeLost(
                  presence.node(), presence.incarnation(), "no heartbeat for " + silent + " ms"));
          return true;
        });
    return expired;
  }
}
