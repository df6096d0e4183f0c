package io.switchlog.control.stream;

import io.switchlog.schemas.topic.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The main consumer of a stream thread.
///
/// - It is told first which partitions are this node's from now on, and has their histories asked
///   for ([Expecting]).
/// - Streams asks it for the committed offset just before it starts a task, and asks again later
///   when that times out, while its other tasks run: the one place where a task can wait for its
///   history without holding up any other. A history that another owner has written on since is not
///   begun with.
/// - What it finds committed is told on: an inbox that begins later has lost inputs.
/// - It commits nothing of a partition whose decisions are not all in the journal. Streams keeps
///   one fault a thread, and may have told it to another task.
final class OwnersConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Histories<?> histories;
  private final Voices voices;

  OwnersConsumer(Map<String, Object> settings, Histories<?> histories, Voices voices) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.histories = histories;
    this.voices = voices;
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Expecting(histories, listener));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
    List<TopicPartition> inbox = partitions.stream().filter(OwnersConsumer::isInbox).toList();
    for (TopicPartition each : inbox) {
      if (!histories.isReady(each.partition())) {
        throw new TimeoutException("the journal of " + each + " is still being read");
      }
    }
    Map<TopicPartition, OffsetAndMetadata> committed = super.committed(partitions);
    for (TopicPartition each : inbox) {
      TopicPartition journal = new TopicPartition(Topics.CALLS_JOURNAL.name(), each.partition());
      long end = super.endOffsets(List.of(journal)).getOrDefault(journal, 0L);
      if (!histories.isWhole(each.partition(), end)) {
        throw new TimeoutException("the journal of " + each + " has gone on, and is read anew");
      }
      OffsetAndMetadata offset = committed.get(each);
      voices.committed(each.partition(), offset == null ? 0 : offset.offset());
    }
    return committed;
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    for (TopicPartition each : offsets.keySet()) {
      if (isInbox(each) && !voices.isHeard(each.partition())) {
        throw new CommitFailedException(
            "not all that was decided in " + each + " is in the journal; it is decided again");
      }
    }
    super.commitSync(offsets);
  }

  static boolean isInbox(TopicPartition partition) {
    return partition.topic().equals(Topics.CALLS_INBOX.name());
  }
}
