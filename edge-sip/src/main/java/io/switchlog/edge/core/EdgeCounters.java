package io.switchlog.edge.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// The counters of one core: written by it alone, read by anybody.
@SuppressWarnings("EnumOrdinal") // an array by ordinal: counting is on the path of every message
public final class EdgeCounters {
  private static final Counter[] ALL = Counter.values();

  private final AtomicLongArray values = new AtomicLongArray(ALL.length);

  void add(Counter counter) {
    int i = counter.ordinal();
    values.setOpaque(i, values.getPlain(i) + 1);
  }

  /// The count so far.
  public long get(Counter counter) {
    return values.getOpaque(counter.ordinal());
  }

  /// All counts, one after the other.
  public Map<Counter, Long> snapshot() {
    Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    for (Counter counter : ALL) {
      counts.put(counter, get(counter));
    }
    return counts;
  }

  @Override
  public String toString() {
    return snapshot().toString();
  }
}
