package io.switchlog.control.stream;

import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The main consumer of a stream thread.
///
/// - It is told first which partitions are this node's from now on, and has their histories asked
///   for ([Expecting]).
/// - Streams asks it for the committed offset just before it starts a task, and asks again later
///   when that times out, while its other tasks run: the one place where a task can wait for its
///   history without holding up any other. A history that another owner has written on since is not
///   begun with, and one that does not take what is decided not at once again.
/// - What it finds committed is told on: an inbox that begins later has lost inputs. One that ends
///   before it has lost its end, Streams reads all of it, and nothing is told on.
/// - It commits nothing of a partition whose decisions are not all in the journal, whatever Streams
///   makes of that: Streams keeps one fault a thread, and may have told it to another task.
final class OwnersConsumer extends KafkaConsumer<byte[], byte[]> {
  /// Streams commits, and hears that it is to end, between two polls.
  private static final Duration LONGEST_IDLE = Duration.ofMillis(250);

  /// How soon what a rebalance has brought is seen, where no record comes.
  private static final long LOOK_MILLIS = 100;

  private final Log log;
  private final Histories<?> histories;
  private final Voices voices;
  private final Setbacks setbacks;
  private final CommandPusher pusher;

  /// @param pusher has what was decided between two polls
  OwnersConsumer(
      Map<String, Object> settings,
      Log log,
      Histories<?> histories,
      Voices voices,
      Setbacks setbacks,
      CommandPusher pusher) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.log = log;
    this.histories = histories;
    this.voices = voices;
    this.setbacks = setbacks;
    this.pusher = pusher;
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Expecting(log, histories, setbacks, listener));
  }

  /// As Streams asks, and where nothing came and nothing is due, for longer: each of Streams' turns
  /// looks at every task, and an idle node would make fifty of them a second.
  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    pusher.flush();
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    if (timeout.isZero()) {
      return records;
    }
    long began = System.nanoTime();
    long idle = idleMillis(began);
    while (records.isEmpty() && idle > 0) {
      records = super.poll(Duration.ofMillis(Math.min(idle, LOOK_MILLIS)));
      idle = idleMillis(began);
    }
    return records;
  }

  /// How long nothing is to be done but to read. A partition that is still to be begun is looked at
  /// again and again.
  ///
  /// @param beganNanos since when nothing was
  private long idleMillis(long beganNanos) {
    List<Integer> owned =
        assignment().stream().filter(this::isInbox).map(TopicPartition::partition).toList();
    return voices.idleMillis(owned, System.nanoTime(), beganNanos + LONGEST_IDLE.toNanos());
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
    List<TopicPartition> inbox = partitions.stream().filter(this::isInbox).toList();
    for (TopicPartition each : inbox) {
      if (!setbacks.isOver(each.partition())) {
        throw new TimeoutException("the journal of " + each + " has just refused a decision");
      }
      if (!histories.isReady(each.partition())) {
        throw new TimeoutException("the journal of " + each + " is still being read");
      }
    }
    Map<TopicPartition, OffsetAndMetadata> committed = super.committed(partitions);
    for (TopicPartition each : inbox) {
      TopicPartition journal = new TopicPartition(log.journal().name(), each.partition());
      Map<TopicPartition, Long> ends = super.endOffsets(List.of(journal, each));
      if (!histories.isWhole(each.partition(), ends.getOrDefault(journal, 0L))) {
        throw new TimeoutException("the journal of " + each + " has gone on, and is read anew");
      }
      Long from = histories.inboxFrom(each.partition());
      if (from != null && assignment().contains(each)) {
        // What the group was told is a place of another inbox.
        seek(each, from);
      }
      voices.committed(
          each.partition(), begins(from, committed.get(each), ends.getOrDefault(each, 0L)));
    }
    return committed;
  }

  /// Where the inputs begin that are to be decided.
  ///
  /// @param from where an inbox made anew begins, null for the inbox of before
  /// @param end the inbox's, which a place of another inbox may lie behind
  private static long begins(@Nullable Long from, @Nullable OffsetAndMetadata committed, long end) {
    if (from != null) {
      return from;
    }
    return committed == null || committed.offset() > end ? 0 : committed.offset();
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> heard = new HashMap<>(offsets);
    heard.keySet().removeIf(each -> isInbox(each) && !voices.isHeard(each.partition()));
    if (!heard.isEmpty()) {
      super.commitSync(heard);
    }
  }

  private boolean isInbox(TopicPartition partition) {
    return partition.topic().equals(log.inbox().name());
  }
}
