package io.switchlog.edge.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The order in which the hosts of a service are tried (RFC 2782): by priority, and among equals by
/// weight, a larger one more often first. What is chance there is a seed here.
final class Weights {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Weights() {}

  static List<DnsRecord.Service> inOrder(List<DnsRecord.Service> services, String seed) {
    SortedMap<Integer, List<DnsRecord.Service>> byPriority = new TreeMap<>();
    for (DnsRecord.Service each : services) {
      byPriority.computeIfAbsent(each.priority(), _ -> new ArrayList<>()).add(each);
    }
    List<DnsRecord.Service> ordered = new ArrayList<>(services.size());
    long chance = mixed(seed.hashCode());
    for (List<DnsRecord.Service> equals : byPriority.values()) {
      // Those without a weight come first where chance is 0, so that they have a small one.
      equals.sort((a, b) -> Integer.signum(Math.min(a.weight(), 1) - Math.min(b.weight(), 1)));
      while (!equals.isEmpty()) {
        chance = mixed(chance + GOLDEN);
        ordered.add(equals.remove(chosen(equals, chance)));
      }
    }
    return ordered;
  }

  private static int chosen(List<DnsRecord.Service> equals, long chance) {
    long sum = 0;
    for (DnsRecord.Service each : equals) {
      sum += each.weight();
    }
    long point = Math.floorMod(chance, sum + 1);
    long running = 0;
    for (int i = 0; i < equals.size(); i++) {
      running += equals.get(i).weight();
      if (running >= point) {
        return i;
      }
    }
    return equals.size() - 1;
  }

  /// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
  private static long mixed(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
