package io.switchlog.control.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The voices of the partitions that this node owns.
public final class Voices {
  private static final long NANOS_A_MILLI = 1_000_000;

  private final Map<Integer, Voice> byPartition = new ConcurrentHashMap<>();
  private final Map<Integer, Long> committed = new ConcurrentHashMap<>();

  /// What a partition that is about to be owned was committed up to, and not this.
  public void committed(int partition, long offset) {
    committed.put(partition, offset);
  }

  /// As it was told last, 0 where nothing was.
  public long committed(int partition) {
    return committed.getOrDefault(partition, 0L);
  }

  /// An owner begins.
  ///
  /// @param number the number of the last record before its first
  /// @param nextOffset where its first record goes
  public Voice begin(int partition, long term, long number, long nextOffset) {
    Voice voice = new Voice(term, number, nextOffset);
    byPartition.put(partition, voice);
    return voice;
  }

  /// An owner's time is over.
  public void end(int partition, Voice voice) {
    byPartition.remove(partition, voice);
  }

  /// Whether all that this node has decided in a partition is in the journal, where it counts; true
  /// where it has decided nothing.
  public boolean isHeard(int partition) {
    Voice voice = byPartition.get(partition);
    return voice == null || voice.isHeard();
  }

  /// How long no timer of some partitions runs out, in whole milliseconds, rounded up; 0 where one
  /// of them is not owned yet, or none is asked for.
  ///
  /// @param nowNanos [System#nanoTime]
  /// @param untilNanos the latest that is of interest
  long idleMillis(Iterable<Integer> partitions, long nowNanos, long untilNanos) {
    long idle = untilNanos - nowNanos;
    boolean any = false;
    for (int partition : partitions) {
      Voice voice = byPartition.get(partition);
      if (voice == null) {
        return 0;
      }
      any = true;
      idle = Math.min(idle, voice.wakesNanos() - nowNanos);
    }
    return any && idle > 0 ? Math.ceilDiv(idle, NANOS_A_MILLI) : 0;
  }

  /// The voice of a term, null where it is over.
  @Nullable Voice of(int partition, long term) {
    Voice voice = byPartition.get(partition);
    return voice == null || voice.term() != term ? null : voice;
  }
}
