package io.switchlog.switchlog.config;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.switchlog.history.Stored;
import io.switchlog.switchlog.history.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The routing tables on the bus. `config` keeps every version under `routing/VERSION` and the
/// newest under `routing/current` as well; what call control goes by is the copy in every partition
/// of `calls.inbox`, which takes effect at its place there.
public final class RoutingStore {
  private static final String PREFIX = "routing/";
  private static final String CURRENT = PREFIX + "current";

  /// Who the records of `config apply` say they are from: the operator is no node, and a record has
  /// to name one. That does no harm: nobody tells repeats of a table by its origin, but by the
  /// table's version.
  private static final NodeId WRITER = NodeId.control(0);

  private final BusConfig bus;
  private final InstantSource clock;

  public RoutingStore(BusConfig bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /// The table in force, or null where none was ever applied.
  public @Nullable RoutingTable current() {
    return newest(CURRENT);
  }

  /// A version, or null where there is none.
  public @Nullable RoutingTable version(long version) {
    return newest(PREFIX + version);
  }

  private @Nullable RoutingTable newest(String key) {
    try (TopicReader reader = TopicReader.connect(bus)) {
      List<Stored<Origin, RoutingTable>> found =
          reader.read(Topics.CONFIG, Families.CONFIG, key::equals);
      return found.isEmpty() ? null : found.getLast().body();
    }
  }

  /// A table that was put in force.
  ///
  /// @param table with its version
  /// @param partitions how many partitions of `calls.inbox` have it: all that there are
  public record Applied(RoutingTable table, int partitions) {}

  /// Gives a table the next version and puts it in force.
  ///
  /// @throws io.switchlog.switchlog.history.BusUnreachable if the bus does not take it
  public Applied apply(RoutingTable table) {
    RoutingTable before = current();
    RoutingTable next = withVersion(table, before == null ? 1 : before.version() + 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            bus.properties(settings()), new ByteArraySerializer(), new ByteArraySerializer())) {
      return new Applied(next, write(producer, next));
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  /// Puts a table in force unless the one that is says the same.
  ///
  /// @return the table in force afterwards
  public RoutingTable ensure(RoutingTable table) {
    RoutingTable before = current();
    return before != null && table.equals(withVersion(before, table.version()))
        ? before
        : apply(table).table();
  }

  private static Map<String, Object> settings() {
    return Map.of(
        ProducerConfig.CLIENT_ID_CONFIG, "config",
        ProducerConfig.ACKS_CONFIG, "all",
        ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(TopicReader.PATIENCE.toMillis()),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000",
        ProducerConfig.LINGER_MS_CONFIG, "0");
  }

  private int write(KafkaProducer<byte[], byte[]> producer, RoutingTable table) {
    long incarnation = clock.millis();
    byte[] stored =
        Families.CONFIG.encode(new Origin(WRITER, incarnation, 1, clock.instant()), table);
    byte[] told =
        Families.INBOX.encode(
            new Origin(WRITER, incarnation, 2, clock.instant()), new RoutingChanged(table));
    int partitions = producer.partitionsFor(Topics.CALLS_INBOX.name()).size();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String key : List.of(PREFIX + table.version(), CURRENT)) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.CONFIG.name(), 0, key.getBytes(StandardCharsets.UTF_8), stored)));
    }
    for (int partition = 0; partition < partitions; partition++) {
      sent.add(
          producer.send(new ProducerRecord<>(Topics.CALLS_INBOX.name(), partition, null, told)));
    }
    for (Future<RecordMetadata> record : sent) {
      await(record);
    }
    return partitions;
  }

  private static void await(Future<RecordMetadata> record) {
    try {
      Objects.requireNonNull(record.get());
    } catch (ExecutionException e) {
      throw new KafkaException("a record was not taken", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static RoutingTable withVersion(RoutingTable table, long version) {
    return new RoutingTable(
        version,
        table.rules(),
        table.ringTimeoutSeconds(),
        table.maxDurationSeconds(),
        table.rtpTimeoutSeconds());
  }
}
