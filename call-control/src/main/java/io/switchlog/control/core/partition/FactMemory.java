package io.switchlog.control.core.partition;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.journal.SeenFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The facts that were decided lately, by node, life of the node and sequence: a node says a fact
/// again until it knows that the bus has it, so it may be there twice. Only facts that led to
/// something are held; one that led to nothing does no harm when it comes again.
///
/// Shaped like the replay window of RFC 4303 section 3.4.3: the latest numbers of each life, and
/// all that is lower counts as seen once there are many.
final class FactMemory {
  /// Twice what a node ever has under way to one partition (`FactLine`): what it says again can
  /// have been overtaken by no more.
  private static final int MOST_SEQUENCES = 1_024;

  /// The life that is, and the one before.
  private static final int MOST_LIVES = 2;

  private final SortedMap<NodeId, TreeMap<Long, TreeSet<Long>>> nodes = new TreeMap<>();

  /// Whether it is a fact that its node may say again: timers are known by their generation, and
  /// what users ask for by its idempotency key.
  private static boolean isFact(Origin origin) {
    return switch (origin.node().kind()) {
      case EDGE, MEDIA -> true;
      case CONTROL, API -> false;
    };
  }

  boolean contains(Origin origin) {
    TreeMap<Long, TreeSet<Long>> lives = nodes.get(origin.node());
    if (lives == null) {
      return false;
    }
    TreeSet<Long> seen = lives.get(origin.incarnation());
    if (seen == null) {
      return lives.size() == MOST_LIVES && origin.incarnation() < lives.firstKey();
    }
    return seen.contains(origin.sequence())
        || (seen.size() == MOST_SEQUENCES && origin.sequence() < seen.first());
  }

  void add(Origin origin) {
    if (!isFact(origin)) {
      return;
    }
    TreeMap<Long, TreeSet<Long>> lives = nodes.computeIfAbsent(origin.node(), _ -> new TreeMap<>());
    TreeSet<Long> seen = lives.computeIfAbsent(origin.incarnation(), _ -> new TreeSet<>());
    seen.add(origin.sequence());
    if (seen.size() > MOST_SEQUENCES) {
      seen.removeFirst();
    }
    if (lives.size() > MOST_LIVES) {
      lives.pollFirstEntry();
    }
  }

  List<SeenFacts> export() {
    List<SeenFacts> all = new ArrayList<>();
    for (Map.Entry<NodeId, TreeMap<Long, TreeSet<Long>>> node : nodes.entrySet()) {
      node.getValue().forEach((life, seen) -> all.add(SeenFacts.of(node.getKey(), life, seen)));
    }
    return all;
  }

  void restore(List<SeenFacts> facts) {
    for (SeenFacts seen : facts) {
      nodes
          .computeIfAbsent(seen.node(), _ -> new TreeMap<>())
          .put(seen.incarnation(), new TreeSet<>(seen.numbers()));
    }
  }
}
