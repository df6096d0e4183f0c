package io.switchlog.control.replay;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.TopicAdministration;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.StreamSupport;
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

/// Reads what the bus holds, up to where it ended when the reading began. Inbox and journal are
/// read side by side, a fetch at a time.
public final class InboxReader implements AutoCloseable {
  private final Log log;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> inbox;
  private final KafkaConsumer<byte[], byte[]> journal;
  private final WriterSchemas writers = new WriterSchemas();

  /// Reaches the bus and reads the writers' schemas.
  ///
  /// @param log which one is read
  /// @throws KafkaException if the bus cannot be read
  public InboxReader(BusConfig bus, Log log) {
    this.log = log;
    this.admin = Admin.create(bus.properties(Map.of()));
    this.inbox = consumer(bus);
    this.journal = consumer(bus);
    read(inbox, new TopicPartition(Topics.CONFIG.name(), 0)).forEachRemaining(this::takeSchema);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(BusConfig bus) {
    return new KafkaConsumer<>(
        bus.properties(
            Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /// The schemas found on the bus.
  public WriterSchemas writers() {
    return writers;
  }

  /// How many partitions the inbox has.
  public int partitions() {
    return inbox.partitionsFor(log.inbox().name()).size();
  }

  /// A partition of the inbox and of the journal. To be read to its end before the next one is
  /// asked for.
  public Recording partition(int partition) {
    TopicPartition inboxPartition = new TopicPartition(log.inbox().name(), partition);
    // Before the journal's end: what was committed is in the journal.
    long decidedBelow = committed(inboxPartition);
    long begins = inbox.beginningOffsets(List.of(inboxPartition)).getOrDefault(inboxPartition, 0L);
    return new Recording(
        partition,
        begins,
        map(read(inbox, inboxPartition), InboxReader::entry),
        decidedBelow,
        map(
            read(journal, new TopicPartition(log.journal().name(), partition)),
            record -> Families.JOURNAL.decode(record.value(), writers)),
        topic());
  }

  private String topic() {
    return new TopicAdministration(admin).id(log.inbox());
  }

  /// The partition that a call's records are in, as Kafka's own partitioner has it.
  public int partitionOf(AggregateId call) {
    return org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
        call.value().getBytes(StandardCharsets.UTF_8), partitions());
  }

  private long committed(TopicPartition partition) {
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(log.group()).partitionsToOffsetAndMetadata().get();
      OffsetAndMetadata offset = offsets.get(partition);
      return offset == null ? 0 : offset.offset();
    } catch (ExecutionException e) {
      throw new KafkaException("the decided offsets could not be read", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Iterator<ConsumerRecord<byte[], byte[]>> read(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    return new PartitionIterator(consumer, partition);
  }

  private static <T> Iterator<T> map(
      Iterator<ConsumerRecord<byte[], byte[]>> records,
      Function<ConsumerRecord<byte[], byte[]>, T> to) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(records, 0), false)
        .map(to)
        .iterator();
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

  @Override
  public void close() {
    inbox.close();
    journal.close();
    admin.close();
  }
}
