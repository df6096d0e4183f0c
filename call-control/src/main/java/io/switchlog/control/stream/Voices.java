package io.switchlog.control.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The voices of the partitions that this node owns.
final class Voices {
  private final Map<Integer, Voice> byPartition = new ConcurrentHashMap<>();

  Voice begin(int partition, long term, long number, long nextOffset) {
    Voice voice = new Voice(term, number, nextOffset);
    byPartition.put(partition, voice);
    return voice;
  }

  void end(int partition, Voice voice) {
    byPartition.remove(partition, voice);
  }

  /// Whether all that this node has decided in a partition is in the journal, where it counts; true
  /// where it has decided nothing.
  boolean isHeard(int partition) {
    Voice voice = byPartition.get(partition);
    return voice == null || voice.isHeard();
  }

  /// The voice of a term, null where it is over.
  @Nullable Voice of(int partition, long term) {
    Voice voice = byPartition.get(partition);
    return voice == null || voice.term() != term ? null : voice;
  }
}
