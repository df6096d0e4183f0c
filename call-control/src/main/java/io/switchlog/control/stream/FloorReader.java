package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Aggregate;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WaitsForItsBuild;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.HeldCall;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Makes ledgers where a reader of the journal may begin: at the newest floor of a partition, with
/// the calls of before that are still held, or at the journal's beginning. Needed seldom; each time
/// with a consumer of its own.
///
/// @param <S> the state of a call
final class FloorReader<S> {
  private static final System.Logger LOG = System.getLogger(FloorReader.class.getName());
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
  private final Aggregate<S> aggregate;
  private final WriterSchemas writers;

  /// @param consumers of the bus, which assign and seek by hand
  FloorReader(
      Supplier<KafkaConsumer<byte[], byte[]>> consumers,
      Aggregate<S> aggregate,
      WriterSchemas writers) {
    this.consumers = consumers;
    this.aggregate = aggregate;
    this.writers = writers;
  }

  /// A ledger for each partition.
  ///
  /// @throws KafkaException if the bus cannot be read, or what is there not yet
  Map<Integer, Ledger<S>> begin(Set<Integer> partitions) {
    Map<Integer, Ledger<S>> ledgers = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
      Map<Integer, Floor> floors = floors(consumer);
      for (int partition : partitions) {
        Floor floor = floors.get(partition);
        ledgers.put(
            partition,
            floor == null ? new Ledger<>(aggregate, partition) : ledger(consumer, floor));
      }
    }
    return ledgers;
  }

  /// The newest floor of each partition.
  private Map<Integer, Floor> floors(KafkaConsumer<byte[], byte[]> consumer) {
    Map<Integer, Floor> floors = new HashMap<>();
    TopicPartition topic = new TopicPartition(Topics.CALLS_FLOORS.name(), 0);
    consumer.assign(List.of(topic));
    consumer.seekToBeginning(List.of(topic));
    long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
    while (consumer.position(topic) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.value() != null) {
          try {
            Floor floor = Families.FLOORS.decode(record.value(), writers).body();
            floors.put(floor.partition(), floor);
          } catch (UnreadableRecord e) {
            LOG.log(
                System.Logger.Level.WARNING,
                "a floor at offset " + record.offset() + " is passed over: " + e.getMessage());
          }
        }
      }
    }
    return floors;
  }

  private Ledger<S> ledger(KafkaConsumer<byte[], byte[]> consumer, Floor floor) {
    Ledger<S> ledger = Ledger.from(aggregate, floor);
    List<HeldCall> held = floor.held();
    if (held != null && !held.isEmpty()) {
      TopicPartition journal = new TopicPartition(Topics.CALLS_JOURNAL.name(), floor.partition());
      Deque<Long> wanted =
          new ArrayDeque<>(
              held.stream().flatMap(call -> call.records().stream()).sorted().toList());
      consumer.assign(List.of(journal));
      restore(consumer, journal, wanted, ledger);
    }
    return ledger;
  }

  private void restore(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition journal,
      Deque<Long> wanted,
      Ledger<S> ledger) {
    long heardNanos = System.nanoTime();
    while (!wanted.isEmpty()) {
      consumer.seek(journal, wanted.element());
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long next = wanted.peek();
        if (next != null && record.offset() > next) {
          throw new KafkaException(
              "%s has no offset %d any more, which a call that is still held was decided at"
                  .formatted(journal, next));
        }
        if (next != null && record.offset() == next) {
          restore(record, ledger);
          wanted.remove();
          heardNanos = System.nanoTime();
        }
      }
      if (System.nanoTime() - heardNanos > PATIENCE_NANOS) {
        throw new KafkaException(journal + " offset " + wanted.peek() + " does not come");
      }
    }
  }

  private void restore(ConsumerRecord<byte[], byte[]> record, Ledger<S> ledger) {
    byte @Nullable [] value = record.value();
    try {
      Envelope<JournalHead, JournalRecord> read =
          Families.JOURNAL.decode(value == null ? JournalFollower.NOTHING : value, writers);
      if (read.body() instanceof Decided decided) {
        ledger.restore(record.offset(), read.head(), decided);
      }
    } catch (UnknownSchema | WaitsForItsBuild e) {
      throw new KafkaException("a call that is still held cannot be read yet", e);
    } catch (UnreadableRecord e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "%s-%d offset %d: %s; it does not count"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
    }
  }
}
