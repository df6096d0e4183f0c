package io.switchlog.control.replay;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.stream.Groups;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Reads what the bus holds, up to where it ended when the reading began.
public final class InboxReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final BusConfig bus;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final WriterSchemas writers = new WriterSchemas();

  /// Reaches the bus and reads the writers' schemas.
  ///
  /// @throws KafkaException if the bus cannot be read
  public InboxReader(BusConfig bus) {
    this.bus = bus;
    this.consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    read(new TopicPartition(Topics.CONFIG.name(), 0), Long.MAX_VALUE, this::takeSchema);
  }

  /// The schemas found on the bus.
  public WriterSchemas writers() {
    return writers;
  }

  /// How many partitions the inbox has.
  public int partitions() {
    return consumer.partitionsFor(Topics.CALLS_INBOX.name()).size();
  }

  /// Reads a partition of the inbox and of the journal.
  public Recording partition(int partition) {
    TopicPartition inbox = new TopicPartition(Topics.CALLS_INBOX.name(), partition);
    long decidedBelow = committed(inbox);
    List<InboxEntry> entries = new ArrayList<>();
    read(inbox, decidedBelow, record -> entries.add(entry(record)));
    List<JournalRecord> journal = new ArrayList<>();
    read(
        new TopicPartition(Topics.CALLS_JOURNAL.name(), partition),
        Long.MAX_VALUE,
        record -> journal.add(journalRecord(record)));
    return new Recording(partition, entries, decidedBelow, journal);
  }

  /// The partition that a call's records are in, as Kafka's own partitioner has it.
  public int partitionOf(CallId call) {
    return org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
        call.value().getBytes(StandardCharsets.UTF_8), partitions());
  }

  private long committed(TopicPartition inbox) {
    try (Admin admin = Admin.create(bus.properties(Map.of()))) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(Groups.CALL_CONTROL).partitionsToOffsetAndMetadata().get();
      OffsetAndMetadata offset = offsets.get(inbox);
      return offset == null ? 0 : offset.offset();
    } catch (ExecutionException e) {
      throw new KafkaException("the decided offsets could not be read", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void read(
      TopicPartition partition, long below, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    consumer.seekToBeginning(one);
    long end = Math.min(below, consumer.endOffsets(one).getOrDefault(partition, 0L));
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          each.accept(record);
        }
      }
    }
  }

  private void takeSchema(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    if (key != null
        && value != null
        && new String(key, StandardCharsets.UTF_8).startsWith(WriterSchemas.KEY_PREFIX)) {
      writers.add(value);
    }
  }

  private static InboxEntry entry(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    return InboxEntry.of(
        record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()), key, value);
  }

  private JournalRecord journalRecord(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    return new JournalRecord(
        new CallId(new String(record.key(), StandardCharsets.UTF_8)),
        Families.JOURNAL.decode(value, writers).head().number(),
        Bytes.of(value));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
