package io.switchlog.control.stream;

import io.switchlog.schemas.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/// The key of a record that already knows its partition.
///
/// @param partition where it goes
/// @param id the key as it is written: the aggregate's id in UTF-8; null for none
record Addressed(int partition, @Nullable Bytes id) {

  /// Writes the id.
  static final class KeySerializer implements Serializer<Addressed> {
    @Override
    @SuppressWarnings("NullAway") // a record may have no key
    public byte[] serialize(String topic, Addressed key) {
      Bytes id = key.id();
      return id == null ? null : id.array();
    }
  }

  /// Sends each record where it says. One for a partition that the topic lacks - a node beyond the
  /// layout - goes nowhere, rather than stopping the partition, and is counted.
  static final class Partitioner implements StreamPartitioner<Addressed, byte[]> {
    private final Map<Integer, Optional<Set<Integer>>> known = new ConcurrentHashMap<>();
    private final ControlCounters counters;

    Partitioner(ControlCounters counters) {
      this.counters = counters;
    }

    @Override
    public Optional<Set<Integer>> partitions(
        String topic, Addressed key, byte[] value, int numPartitions) {
      if (key.partition() >= numPartitions) {
        counters.undeliverable(topic, key.partition(), numPartitions);
        return Optional.of(Set.of());
      }
      return known.computeIfAbsent(key.partition(), partition -> Optional.of(Set.of(partition)));
    }
  }
}
