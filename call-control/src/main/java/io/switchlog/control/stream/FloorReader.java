package io.switchlog.control.stream;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.AggregateId;
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
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// Makes ledgers where a reader of the journal may begin: at the newest floor of a partition, with
/// the calls of before that are still held, or at the journal's beginning. Needed seldom; each time
/// with a consumer of its own. A partition whose ledger cannot be made now holds up no other: it is
/// tried again later, alone.
///
/// For one thread.
///
/// @param <S> the state of a call
final class FloorReader<S> {
  private static final System.Logger LOG = System.getLogger(FloorReader.class.getName());
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Log log;
  private final Aggregate<S> aggregate;
  private final WriterSchemas writers;

  /// When it was that a partition's ledger could not be made.
  private final Map<Integer, Long> failedNanos = new HashMap<>();

  /// The records of a journal partition.
  ///
  /// @param first the offset of the oldest
  /// @param end the offset of the next
  private record Extent(long first, long end) {}

  /// What a floor tells of is not in the journal any more.
  private static final class Gone extends Exception {
    private static final long serialVersionUID = 1;

    Gone(String message) {
      super(message);
    }
  }

  /// @param consumers of the bus, which assign and seek by hand
  FloorReader(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Log log,
      Aggregate<S> aggregate,
      WriterSchemas writers) {
    this.log = log;
    this.consumers = consumers;
    this.aggregate = aggregate;
    this.writers = writers;
  }

  /// A ledger for each partition where one can be made now. To be asked again for the others.
  Map<Integer, Ledger<S>> begin(Set<Integer> partitions) {
    Set<Integer> due = due(partitions);
    Map<Integer, Ledger<S>> ledgers = new HashMap<>();
    if (due.isEmpty()) {
      return ledgers;
    }
    Set<Integer> reading = due;
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      Map<Integer, Floor> floors = floors(consumer);
      Map<Integer, Extent> extents = extents(consumer, due);
      for (int partition : due) {
        reading = Set.of(partition);
        Extent extent = Objects.requireNonNull(extents.get(partition));
        ledgers.put(partition, ledger(consumer, partition, floors.get(partition), extent));
        failedNanos.remove(partition);
      }
    } catch (InterruptException | WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // It has taken its time: those behind it are for the next time.
      failed(reading, e);
    }
    return ledgers;
  }

  /// What has failed waits for all others, and then for its time, one after the other.
  private Set<Integer> due(Set<Integer> partitions) {
    failedNanos.keySet().retainAll(partitions);
    Set<Integer> fresh = new TreeSet<>(partitions);
    fresh.removeAll(failedNanos.keySet());
    if (!fresh.isEmpty()) {
      return fresh;
    }
    long now = System.nanoTime();
    return failedNanos.entrySet().stream()
        .filter(failed -> now - failed.getValue() > RETRY_NANOS)
        .max(Comparator.comparingLong(failed -> now - failed.getValue()))
        .map(failed -> Set.of(failed.getKey()))
        .orElse(Set.of());
  }

  private void failed(Set<Integer> partitions, KafkaException fault) {
    partitions.forEach(partition -> failedNanos.put(partition, System.nanoTime()));
    LOG.log(
        System.Logger.Level.WARNING,
        "the journal of " + partitions + " cannot be begun with yet, tried again: " + fault);
  }

  /// The newest floor of each partition.
  private Map<Integer, Floor> floors(Consumer<byte[], byte[]> consumer) {
    Map<Integer, Floor> floors = new HashMap<>();
    TopicPartition topic = new TopicPartition(log.floors().name(), 0);
    consumer.assign(List.of(topic));
    consumer.seekToBeginning(List.of(topic));
    long end = consumer.endOffsets(List.of(topic), PATIENCE).getOrDefault(topic, 0L);
    long heardNanos = System.nanoTime();
    while (consumer.position(topic, PATIENCE) < end) {
      if (System.nanoTime() - heardNanos > PATIENCE.toNanos()) {
        throw new KafkaException(topic + " does not come");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        heardNanos = System.nanoTime();
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

  /// What the journals of partitions hold now.
  private Map<Integer, Extent> extents(Consumer<byte[], byte[]> consumer, Set<Integer> partitions) {
    List<TopicPartition> journals = partitions.stream().map(this::journal).toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(journals, PATIENCE);
    Map<Integer, Extent> extents = new HashMap<>();
    consumer
        .beginningOffsets(journals, PATIENCE)
        .forEach((journal, first) ->
            extents.put(journal.partition(), new Extent(first, ends.getOrDefault(journal, first))));
    return extents;
  }

  private TopicPartition journal(int partition) {
    return new TopicPartition(log.journal().name(), partition);
  }

  private Ledger<S> ledger(
      Consumer<byte[], byte[]> consumer, int partition, @Nullable Floor floor, Extent extent) {
    if (floor == null || floor.offset() < extent.first()) {
      return fromBeginning(partition, extent, floor);
    }
    try {
      return ledger(consumer, floor, extent);
    } catch (Gone | OffsetOutOfRangeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the floor of partition %d is of another journal, all of which is read: %s"
              .formatted(partition, e.getMessage()));
      return fromBeginning(partition, extent, null);
    }
  }

  /// @param floor of before the beginning, null for none
  private Ledger<S> fromBeginning(int partition, Extent extent, @Nullable Floor floor) {
    if (extent.first() == 0) {
      return new Ledger<>(aggregate, partition);
    }
    LOG.log(
        System.Logger.Level.ERROR,
        "%s: expected a journal from offset 0 on, for it is to be kept for ever; found that it begins at %d. The calls that were decided on before are lost%s"
            .formatted(
                journal(partition),
                extent.first(),
                floor == null
                    ? ", and with them which nodes there are and the routing table: start an instance of call control anew, which tells of them"
                    : ""));
    // Where not even a term is left: a time is higher than any, and nodes heed the highest.
    long least = extent.first() == extent.end() ? Instant.now().getEpochSecond() : 0;
    return Ledger.afterLoss(aggregate, partition, extent.first(), floor, least);
  }

  private Ledger<S> ledger(Consumer<byte[], byte[]> consumer, Floor floor, Extent extent)
      throws Gone {
    if (floor.offset() > extent.end()) {
      throw new Gone(
          "it goes on at offset %d, the journal has %d to %d"
              .formatted(floor.offset(), extent.first(), extent.end()));
    }
    Ledger<S> ledger = Ledger.from(aggregate, floor);
    List<HeldCall> held = floor.held();
    if (held != null && !held.isEmpty()) {
      TopicPartition journal = journal(floor.partition());
      NavigableMap<Long, AggregateId> wanted = new TreeMap<>();
      held.forEach(call -> call.records().forEach(offset -> wanted.put(offset, call.call())));
      consumer.assign(List.of(journal));
      restore(consumer, journal, wanted, ledger);
    }
    return ledger;
  }

  private void restore(
      Consumer<byte[], byte[]> consumer,
      TopicPartition journal,
      NavigableMap<Long, AggregateId> wanted,
      Ledger<S> ledger)
      throws Gone {
    long heardNanos = System.nanoTime();
    while (!wanted.isEmpty()) {
      consumer.seek(journal, wanted.firstKey());
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Map.Entry<Long, AggregateId> next = wanted.firstEntry();
        if (next != null && record.offset() > next.getKey()) {
          throw new Gone(journal + " offset " + next.getKey() + " is not there any more");
        }
        if (next != null && record.offset() == next.getKey()) {
          restore(record, next.getValue(), ledger);
          wanted.remove(next.getKey());
          heardNanos = System.nanoTime();
        }
      }
      if (System.nanoTime() - heardNanos > PATIENCE.toNanos()) {
        throw new KafkaException(journal + " offset " + wanted.firstKey() + " does not come");
      }
    }
  }

  private void restore(ConsumerRecord<byte[], byte[]> record, AggregateId call, Ledger<S> ledger)
      throws Gone {
    byte @Nullable [] value = record.value();
    try {
      Envelope<JournalHead, JournalRecord> read =
          Families.JOURNAL.decode(value == null ? JournalFollower.NOTHING : value, writers);
      if (!(read.body() instanceof Decided decided && decided.id().equals(call))) {
        throw new Gone(
            "%s-%d offset %d is no decision on %s"
                .formatted(record.topic(), record.partition(), record.offset(), call));
      }
      ledger.restore(record.offset(), read.head(), decided);
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
