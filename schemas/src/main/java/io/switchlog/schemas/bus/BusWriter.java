package io.switchlog.schemas.bus;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Writes to the bus and never blocks its caller: while the cluster's layout is not known or the
/// buffer is full, a write fails at once. A thread of its own keeps the layout known.
///
/// ```
/// event loop --write--> buffer --one request in flight--> broker --acks=all--> outcome
///                          ^
/// keeper thread --layout of the topics, asked again before it is forgotten
/// ```
///
/// One request in flight and no lingering: an idle writer sends at once, a busy one gathers while
/// the request before is under way, so that cost follows requests and not records (ADR 0003).
public final class BusWriter implements AutoCloseable {
  /// What a record is worth.
  public enum Grade {
    /// Facts: acknowledged by all replicas, sent at once.
    FACT,
    /// Reports that nobody waits for: acknowledged by all replicas, gathered for 50 ms.
    REPORT,
    /// Traces and measurements: acknowledged by the leader, gathered for 250 ms.
    BULK
  }

  /// Told once how a write ended, perhaps on another thread, perhaps before `write` returns.
  @FunctionalInterface
  public interface Outcome {
    /// Called with null when the record is on the bus, else with what went wrong, for people.
    void done(@Nullable String error);

    /// Called instead of [#done] by who gives up a record that was written once and not
    /// acknowledged ([KeptFacts]): it may be on the bus all the same.
    default void unknown(String error) {
      done(error);
    }
  }

  private static final long KNOWN_MILLIS = 60_000;
  private static final long UNKNOWN_MILLIS = 100;

  /// What became of a record, as the client tells it: null for written.
  @FunctionalInterface
  interface Written {
    void done(@Nullable Exception error);
  }

  private final Producer<byte[], byte[]> producer;
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
  private final ScheduledExecutorService keeper;
  private final List<String> topics;

  public BusWriter(BusConfig config, String clientId, Grade grade, List<String> topics) {
    this(
        new KafkaProducer<>(
            config.properties(settings(clientId, grade)),
            new ByteArraySerializer(),
            new ByteArraySerializer()),
        clientId,
        topics);
  }

  private static Map<String, Object> settings(String clientId, Grade grade) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG, clientId,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, "0",
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000",
                ProducerConfig.RETRY_BACKOFF_MS_CONFIG, "50",
                ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(32L << 20)));
    settings.putAll(
        switch (grade) {
          case FACT, REPORT ->
              Map.of(
                  ProducerConfig.ACKS_CONFIG, "all",
                  ProducerConfig.LINGER_MS_CONFIG, grade == Grade.FACT ? "0" : "50",
                  ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1",
                  ProducerConfig.BATCH_SIZE_CONFIG, "65536");
          case BULK ->
              Map.of(
                  ProducerConfig.ACKS_CONFIG, "1",
                  ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false",
                  ProducerConfig.LINGER_MS_CONFIG, "250",
                  ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        });
    return settings;
  }

  /// A writer over a client that is there already.
  BusWriter(Producer<byte[], byte[]> producer, String clientId, List<String> topics) {
    this.producer = producer;
    this.topics = List.copyOf(topics);
    this.keeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(clientId + "-layout").factory());
    keeper.execute(this::keepLayout);
  }

  private void keepLayout() {
    boolean known = true;
    for (String topic : topics) {
      try {
        partitions.put(topic, producer.partitionsFor(topic).size());
      } catch (KafkaException | IllegalStateException e) {
        known = false;
      }
    }
    if (!keeper.isShutdown()) {
      var _ =
          keeper.schedule(
              this::keepLayout, known ? KNOWN_MILLIS : UNKNOWN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// How many partitions a topic has, or 0 while that is not known.
  public int partitions(String topic) {
    return partitions.getOrDefault(topic, 0);
  }

  /// Whether the layout of every topic is known: the cluster has been reached.
  public boolean isReady() {
    return partitions.size() == topics.size();
  }

  /// The partition of an aggregate's records in a topic, or -1 while that is not known.
  public int partitionOf(String topic, AggregateId aggregate) {
    int count = partitions(topic);
    return count == 0
        ? -1
        : Utils.toPositive(Utils.murmur2(aggregate.value().getBytes(StandardCharsets.UTF_8)))
            % count;
  }

  /// Writes a record that concerns an aggregate, to its partition.
  ///
  /// @param span tells the record from the aggregate's others in its trace
  public void write(String topic, AggregateId aggregate, long span, byte[] value, Outcome outcome) {
    write(topic, null, aggregate, span, value, telling(outcome));
  }

  /// Writes a record that concerns an aggregate.
  ///
  /// @param partition that of the aggregate, null: to be found
  /// @param span tells the record from the aggregate's others in its trace
  void write(
      String topic,
      @Nullable Integer partition,
      AggregateId aggregate,
      long span,
      byte[] value,
      Written written) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, partition, aggregate.value().getBytes(StandardCharsets.UTF_8), value);
    record.headers().add(new RecordHeader(TraceContext.HEADER, TraceContext.of(aggregate, span)));
    send(record, written);
  }

  /// Writes a record to a partition.
  ///
  /// @param partition where to, null: by the key, or anywhere without one
  public void write(
      String topic,
      @Nullable Integer partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Outcome outcome) {
    send(new ProducerRecord<>(topic, partition, key, value), telling(outcome));
  }

  private static Written telling(Outcome outcome) {
    return error -> outcome.done(error == null ? null : describe(error));
  }

  private void send(ProducerRecord<byte[], byte[]> record, Written written) {
    try {
      var _ = producer.send(record, (metadata, error) -> written.done(error));
    } catch (KafkaException | IllegalStateException e) {
      written.done(e);
    }
  }

  static String describe(Exception error) {
    return error.getClass().getSimpleName() + ": " + error.getMessage();
  }

  /// Sends what was gathered, for two seconds at the most.
  @Override
  public void close() {
    keeper.shutdownNow();
    producer.close(Duration.ofSeconds(2));
  }
}
