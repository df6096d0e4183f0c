package io.switchlog.allinone.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a node holds beyond what it held before, after a full collection both times. Bytes are
/// coarse, because a node that has worked has loaded classes and filled caches; objects of our own
/// classes are not: a thing that is left of every call shows.
///
/// @param heapBytes how much more is in use
/// @param more how many more objects there are of each class of ours
record Growth(long heapBytes, Map<String, Long> more) {
  /// What the first calls of a node may cost it for good: all 400 calls of a drill weigh less while
  /// they are up, so that this is for what is not ours to count.
  static final long MOST_BYTES = 8_000_000;

  /// With fewer calls a leak is no more than what is there anyway.
  static final int FEWEST_CALLS = 200;

  static Growth between(Insides before, Insides after) {
    Map<String, Long> more = new TreeMap<>();
    after
        .ours()
        .forEach((name, count) -> more.put(name, count - before.ours().getOrDefault(name, 0L)));
    return new Growth(after.heapBytes() - before.heapBytes(), more);
  }

  /// Small values that the codec keeps once each in a table of fixed size.
  private static final Set<String> KEPT_ONCE =
      Set.of(
          "schemas.CallId",
          "schemas.media.RemoteAddress",
          "schemas.media.LocalAddress",
          "schemas.media.LocalEndpoint");

  /// What a call has for each of its decisions, of which there are about ten.
  private static final Set<String> PER_DECISION = Set.of("control.core.partition.Trail");

  private static final int DECISIONS = 10;

  /// The drill's own last inputs, and the ended calls of a partition that none of them came to.
  private static final int LAST = 60;

  /// How many objects of a class may be left: one for every fourth call, and what came last.
  static long mostObjects(int calls) {
    return calls / 4L + LAST;
  }

  /// What is not flat, nothing where all is.
  List<String> findings(String node, int calls) {
    List<String> findings = new ArrayList<>();
    if (heapBytes > MOST_BYTES) {
      findings.add("%s: %.1f MB more heap than before".formatted(node, heapBytes / 1e6));
    }
    more.forEach((name, count) -> {
      long most = mostObjects(calls) * (PER_DECISION.contains(name) ? DECISIONS : 1);
      if (count > most && !KEPT_ONCE.contains(name)) {
        findings.add("%s: %d more of %s than before".formatted(node, count, name));
      }
    });
    return findings;
  }
}
