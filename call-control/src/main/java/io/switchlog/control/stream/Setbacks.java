package io.switchlog.control.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Partitions whose decisions the bus did not take. Each is left alone for a while before it is
/// taken over anew, twice as long each time: the thread gives all its partitions up for one, and a
/// record that is refused for ever must not take the others' time.
final class Setbacks {
  static final long FIRST_MILLIS = 250;
  static final long LONGEST_MILLIS = 5_000;

  private final LongSupplier nanos;
  private final Map<Integer, Setback> byPartition = new ConcurrentHashMap<>();

  private record Setback(long sinceNanos, long pauseMillis) {}

  /// @param nanos a clock as [System#nanoTime]
  Setbacks(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// A write was refused.
  void add(int partition) {
    byPartition.compute(
        partition,
        (_, before) ->
            new Setback(
                nanos.getAsLong(),
                before == null ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, 2 * before.pauseMillis)));
  }

  /// A write was taken: the next refusal is a first one.
  void end(int partition) {
    byPartition.remove(partition);
  }

  /// Whether a partition may be taken over.
  boolean isOver(int partition) {
    Setback last = byPartition.get(partition);
    return last == null
        || nanos.getAsLong() - last.sinceNanos >= TimeUnit.MILLISECONDS.toNanos(last.pauseMillis);
  }
}
