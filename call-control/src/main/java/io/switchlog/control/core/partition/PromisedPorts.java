package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.FreePorts;
import io.switchlog.control.core.call.HeldPorts;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.journal.PortCursor;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which leased ports of which media node the calls of a partition hold, and which was promised
/// last: the next one follows it, and goes round, so that a port rests for as long as it can before
/// another call has it. Both follow from the journal alone, so that whoever takes the partition
/// over promises as its owner would have.
final class PromisedPorts implements FreePorts {
  private static final int NONE = -1;

  private static final class Ports {
    /// By half the port's number.
    final BitSet held = new BitSet();

    int last = NONE;
  }

  private final int partition;
  private final Map<NodeId, Ports> nodes = new TreeMap<>();

  PromisedPorts(int partition) {
    this.partition = partition;
  }

  @Override
  public List<Integer> next(NodeId node, PortLeases leases, int count, Set<Integer> except) {
    if (partition >= leases.partitions()) {
      return List.of();
    }
    int first = leases.firstPortOf(partition) / 2;
    int end = leases.firstPortOf(partition + 1) / 2;
    Ports ports = nodes.get(node);
    BitSet held = ports == null ? new BitSet() : ports.held;
    int begin = ports == null ? first : ports.last / 2 + 1;
    begin = begin > first && begin < end ? begin : first;
    List<Integer> found = new ArrayList<>(count);
    collect(held, begin, end, count, except, found);
    collect(held, first, begin, count, except, found);
    return found.size() == count ? found : List.of();
  }

  private static void collect(
      BitSet held, int from, int end, int count, Set<Integer> except, List<Integer> found) {
    for (int i = held.nextClearBit(from);
        i < end && found.size() < count;
        i = held.nextClearBit(i + 1)) {
      if (!except.contains(2 * i)) {
        found.add(2 * i);
      }
    }
  }

  /// A call holds other ports than before.
  ///
  /// @param now whether it came to do so only now, and not before the floor that was begun at
  void replace(HeldPorts before, HeldPorts after, boolean now) {
    if (before.equals(after)) {
      return;
    }
    if (before.node() != null) {
      Ports ports = of(before.node());
      before.rtpPorts().forEach(port -> ports.held.clear(port / 2));
    }
    if (after.node() != null) {
      Ports ports = of(after.node());
      boolean sameNode = after.node().equals(before.node());
      for (int port : after.rtpPorts()) {
        ports.held.set(port / 2);
        if (now && !(sameNode && before.rtpPorts().contains(port))) {
          ports.last = port;
        }
      }
    }
  }

  private Ports of(NodeId node) {
    return nodes.computeIfAbsent(node, _ -> new Ports());
  }

  /// For a floor.
  List<PortCursor> cursors() {
    List<PortCursor> cursors = new ArrayList<>();
    nodes.forEach((node, ports) -> {
      if (ports.last != NONE) {
        cursors.add(new PortCursor(node, ports.last));
      }
    });
    return cursors;
  }

  /// From a floor.
  void restore(@Nullable List<PortCursor> cursors) {
    if (cursors != null) {
      cursors.forEach(cursor -> of(cursor.node()).last = cursor.port());
    }
  }
}
