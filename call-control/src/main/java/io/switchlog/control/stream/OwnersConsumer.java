package io.switchlog.control.stream;

import io.switchlog.schemas.topic.Topics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The main consumer of a stream thread. Streams asks it for the committed offset just before it
/// starts a task, and asks again later when that times out, while its other tasks run: the one
/// place where a task can wait for its history without holding up any other.
final class OwnersConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Histories<?> histories;

  OwnersConsumer(Map<String, Object> settings, Histories<?> histories) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.histories = histories;
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
    for (TopicPartition each : partitions) {
      if (each.topic().equals(Topics.CALLS_INBOX.name()) && !histories.isReady(each.partition())) {
        throw new TimeoutException("the journal of " + each + " is still being read");
      }
    }
    return super.committed(partitions);
  }
}
