package io.switchlog.control.stream;

import io.switchlog.schemas.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/// The key of a record that already knows its partition.
///
/// @param partition where it goes
/// @param callId the key as it is written: the call id in UTF-8
record Addressed(int partition, Bytes callId) {

  /// Writes the call id.
  static final class KeySerializer implements Serializer<Addressed> {
    @Override
    public byte[] serialize(String topic, Addressed key) {
      return key.callId().array();
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
