package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
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
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Who is alive, judged by heartbeats on the watcher's own clock: a lease counts from the moment a
/// beat was read, so neither another node's clock nor the age of a beat in the log can end it. Pure:
/// time is an argument.
///
/// A silent bus is not a silent node, and neither is a watcher that did not get to run: whatever
/// keeps beats away keeps the watcher's own away as well, because they go the same way.
///
///     own beats   x  x  x  x           x  x  x  x  x  x
///     an edge's   x  x  x  x            |<-- lease -->|
///                              silence  ^ the first late one: every lease begins anew
///
/// So a lease ends only after our own beats were heard, none of them late, all through it.
final class NodeLeases {
  private static final int LATE_HEARTBEATS = 2;
  private static final long NEVER = Long.MIN_VALUE;

  private final NodeId self;
  private final long life;
  private final long lateMillis;
  private final ToLongFunction<NodeKind> leaseMillis;
  private final Map<NodeId, Beat> alive = new TreeMap<>();
  private final Map<NodeId, Long> lost = new HashMap<>();

  /// When our own latest beat was read.
  private long ownMillis = NEVER;

  /// Since when our own beats have been in time.
  private long steadySinceMillis;

  /// @param isOlder whether the node is older than this watcher, and the partitions were not told
  ///   by it that the node lives
  private record Beat(NodePresence presence, long readAtMillis, boolean isOlder) {
    boolean isOfSameLife(NodePresence other) {
      return presence.incarnation() == other.incarnation();
    }
  }

  /// @param self the watcher's own node
  /// @param life its incarnation: beats of an earlier life of it, read anew, tell no time
  /// @param heartbeatMillis how often this node says that it lives
  /// @param leaseMillis how long a node of a kind may be silent
  NodeLeases(NodeId self, long life, long heartbeatMillis, ToLongFunction<NodeKind> leaseMillis) {
    this.self = self;
    this.life = life;
    this.lateMillis = LATE_HEARTBEATS * heartbeatMillis;
    this.leaseMillis = leaseMillis;
  }

  /// Takes a beat. A node says by itself that it begins; that it goes on is told once by each
  /// watcher that begins after it, for a partition whose history was lost: to all others it is no
  /// news.
  ///
  /// @return what the partitions have to be told, null for nothing
  @Nullable PartitionInput beat(NodePresence presence, long nowMillis) {
    NodeId node = presence.node();
    if (node.equals(self) && presence.incarnation() == life) {
      if (isOwnLate(nowMillis)) {
        steadySinceMillis = nowMillis;
      }
      ownMillis = nowMillis;
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
    boolean beats = known != null && known.isOfSameLife(presence) && ownMillis != NEVER;
    boolean isOlder = known == null ? ownMillis == NEVER : known.isOlder();
    alive.put(node, new Beat(presence, nowMillis, isOlder && !beats));
    Long before = lost.remove(node);
    boolean isBack = before != null && before == presence.incarnation();
    return isBack || (isOlder && beats) ? new NodeJoined(presence.withoutPush()) : null;
  }

  /// Ends the leases of those not heard of for too long.
  List<NodeLost> expire(long nowMillis) {
    List<NodeLost> expired = new ArrayList<>();
    if (isOwnLate(nowMillis)) {
      return expired;
    }
    alive
        .values()
        .removeIf(beat -> {
          NodePresence presence = beat.presence();
          long heard = Math.max(beat.readAtMillis(), steadySinceMillis);
          if (nowMillis - heard <= leaseMillis.applyAsLong(presence.node().kind())) {
            return false;
          }
          lost.put(presence.node(), presence.incarnation());
          long silent = nowMillis - beat.readAtMillis();
          expired.add(
              new NodeLost(
                  presence.node(), presence.incarnation(), "no heartbeat for " + silent + " ms"));
          return true;
        });
    return expired;
  }

  private boolean isOwnLate(long nowMillis) {
    return ownMillis == NEVER || nowMillis - ownMillis > lateMillis;
  }
}
