package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.journal.PortCursor;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which leased ports of which media node the aggregates of a partition hold, and which may be promised
/// next: they go round, and those given back last are passed over while there are others, so that
/// packets still on their way to an ended aggregate find nobody. A promise that the node did not keep is
/// not made again in the node's life. All of it follows from the journal alone, so that whoever takes
/// the partition over promises as its owner would have.
///
///     block: | held | held | given back | free | not kept | free | ... |
///                      ^ last               ^ next
final class PromisedPorts implements FreePorts {
  private static final int NONE = -1;

  /// So many ports rest, those that were given back last.
  static final int RESTING = 32;

  /// By half a port's number.
  private static final class Ports {
    final BitSet held = new BitSet();
    final ArrayDeque<Integer> resting = new ArrayDeque<>();
    final BitSet notKept = new BitSet();
    int last = NONE;
  }

  private final int partition;
  private final Map<NodeId, Ports> nodes = new TreeMap<>();
  private final Map<AggregateId, HeldPorts> aggregates = new HashMap<>();

  PromisedPorts(int partition) {
    this.partition = partition;
  }

  @Override
  public List<Integer> next(NodeId node, PortLeases leases, int count) {
    if (partition >= leases.partitions()) {
      return List.of();
    }
    int first = leases.firstPortOf(partition) / 2;
    int end = leases.firstPortOf(partition + 1) / 2;
    Ports ports = nodes.getOrDefault(node, new Ports());
    int begin = ports.last + 1 > first && ports.last + 1 < end ? ports.last + 1 : first;
    BitSet taken = (BitSet) ports.held.clone();
    taken.or(ports.notKept);
    BitSet tired = (BitSet) taken.clone();
    ports.resting.forEach(tired::set);
    List<Integer> found = round(tired, first, begin, end, count);
    return found.size() == count ? found : complete(round(taken, first, begin, end, count), count);
  }

  private static List<Integer> complete(List<Integer> found, int count) {
    return found.size() == count ? found : List.of();
  }

  private static List<Integer> round(BitSet taken, int first, int begin, int end, int count) {
    List<Integer> found = new ArrayList<>(count);
    collect(taken, begin, end, count, found);
    collect(taken, first, begin, count, found);
    return found;
  }

  private static void collect(BitSet taken, int from, int end, int count, List<Integer> found) {
    for (int i = taken.nextClearBit(from);
        i < end && found.size() < count;
        i = taken.nextClearBit(i + 1)) {
      found.add(2 * i);
    }
  }

  /// An aggregate holds other ports than before.
  ///
  /// @param now whether it came to do so only now, and not before the floor that was begun at
  void holds(AggregateId id, HeldPorts after, boolean now) {
    HeldPorts before = heldBy(id);
    if (after.rtpPorts().isEmpty()) {
      aggregates.remove(id);
    } else {
      aggregates.put(id, after);
    }
    if (before.equals(after)) {
      return;
    }
    if (before.node() != null) {
      giveBack(of(before.node()), before, after, now);
    }
    if (after.node() != null && !after.rtpPorts().isEmpty()) {
      take(of(after.node()), before, after, now);
    }
  }

  HeldPorts heldBy(AggregateId id) {
    return aggregates.getOrDefault(id, HeldPorts.NONE);
  }

  private static void giveBack(Ports ports, HeldPorts before, HeldPorts after, boolean now) {
    boolean isAskedInstead =
        before.node() != null && before.node().equals(after.node()) && after.rtpPorts().isEmpty();
    for (int port : before.rtpPorts()) {
      ports.held.clear(port / 2);
      if (now && isAskedInstead) {
        ports.notKept.set(port / 2);
      } else if (now) {
        ports.resting.add(port / 2);
      }
    }
    while (ports.resting.size() > RESTING) {
      ports.resting.remove();
    }
  }

  private static void take(Ports ports, HeldPorts before, HeldPorts after, boolean now) {
    boolean sameNode = after.node() != null && after.node().equals(before.node());
    for (int port : after.rtpPorts()) {
      ports.held.set(port / 2);
      if (now) {
        ports.resting.remove(port / 2);
      }
      if (now && !(sameNode && before.rtpPorts().contains(port))) {
        ports.last = port / 2;
      }
    }
  }

  /// What aggregates hold, by aggregate.
  Map<AggregateId, HeldPorts> held() {
    return Map.copyOf(aggregates);
  }

  /// An aggregate holds what was recorded, whatever it was decided to hold just now.
  ///
  /// @param before what it held until then
  void correct(AggregateId id, HeldPorts before, HeldPorts after) {
    HeldPorts decided = heldBy(id);
    if (decided.isSameAs(after)) {
      return;
    }
    if (!decided.isSameAs(before)) {
      if (decided.node() != null) {
        BitSet held = of(decided.node()).held;
        decided.rtpPorts().forEach(port -> held.clear(port / 2));
      }
      aggregates.remove(id);
      holds(id, before, false);
    }
    holds(id, after, true);
  }

  private Ports of(NodeId node) {
    return nodes.computeIfAbsent(node, _ -> new Ports());
  }

  /// A media node begins another life: what it did not keep it may keep now.
  void begins(NodeId node) {
    Ports ports = nodes.get(node);
    if (ports != null) {
      ports.notKept.clear();
    }
  }

  /// For a floor.
  List<PortCursor> cursors() {
    List<PortCursor> cursors = new ArrayList<>();
    nodes.forEach((node, ports) -> {
      if (ports.last != NONE) {
        cursors.add(
            new PortCursor(
                node,
                2 * ports.last,
                ports.resting.stream().map(i -> 2 * i).toList(),
                ports.notKept.stream().map(i -> 2 * i).boxed().toList()));
      }
    });
    return cursors;
  }

  /// From a floor.
  void restore(@Nullable List<PortCursor> cursors) {
    if (cursors == null) {
      return;
    }
    for (PortCursor cursor : cursors) {
      Ports ports = of(cursor.node());
      ports.last = cursor.port() / 2;
      cursor.resting().forEach(port -> ports.resting.add(port / 2));
      cursor.notKept().forEach(port -> ports.notKept.set(port / 2));
    }
  }
}
