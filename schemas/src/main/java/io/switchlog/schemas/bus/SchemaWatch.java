package io.switchlog.schemas.bus;

import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The schemas of one node: those of every build's writers as they appear in `config`, and those
/// that this node writes, put there first where they are missing.
///
/// ```
/// config --thread of its own--> WriterSchemas --> readers; who misses one waits here
///    ^                               |
///    +------- what we write and did not find there
/// ```
///
/// Works on for as long as Kafka is away. Safe for use by many threads.
public final class SchemaWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SchemaWatch.class.getName());

  /// How often it is looked whether something is missing or wanted, at first and later.
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration QUIET_POLL = Duration.ofSeconds(1);

  /// How long the broker keeps a question that it has no answer to: each is a request.
  private static final int FETCH_WAIT_MILLIS = 2_000;

  private static final int REQUEST_TIMEOUT_MILLIS = FETCH_WAIT_MILLIS + 2_000;
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final TopicPartition CONFIG = new TopicPartition(Topics.CONFIG.name(), 0);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final WriterSchemas writers = new WriterSchemas();
  private final SchemaNews news = new SchemaNews(writers);
  private final OwnSchemas own;
  private final CountDownLatch read = new CountDownLatch(1);
  private final ConsumerThread thread;

  /// A watch that does nothing until [#start].
  ///
  /// @param client who it is for, in logs and on the broker
  /// @param written the families that the node writes
  public SchemaWatch(BusConfig bus, String client, List<Family<?, ?>> written) {
    String name = client + "-schemas";
    this.own = new OwnSchemas(bus, name, written);
    this.consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG, name,
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "2000",
                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Integer.toString(FETCH_WAIT_MILLIS),
                    ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        Integer.toString(REQUEST_TIMEOUT_MILLIS))),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = new ConsumerThread(name, consumer, this::run);
  }

  public void start() {
    thread.start();
  }

  /// What was found so far, and fills as more is found.
  public WriterSchemas writers() {
    return writers;
  }

  /// Whether every schema that this node writes is on the bus: before, nothing may be written.
  public boolean isPublished() {
    return own.allFound();
  }

  /// Waits until `config` was read to the end that it had when the watch first reached the cluster.
  ///
  /// @return whether it was in time
  public boolean awaitRead(Duration patience) throws InterruptedException {
    return read.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Waits until every schema that this node writes is on the bus.
  ///
  /// @return whether they were in time
  public boolean awaitPublished(Duration patience) throws InterruptedException {
    return own.await(patience);
  }

  /// Waits for a schema that a record was written with.
  ///
  /// @return whether it is known now; false when the time is over or the watch is closed
  public boolean await(UnknownSchema missing, Duration patience) throws InterruptedException {
    return news.await(missing, patience);
  }

  /// Reads a record, after a wait where its schema is not known yet.
  ///
  /// @throws UnreadableRecord if it cannot be read, or not in time
  public <H extends Record, B> Envelope<H, B> decode(
      Family<H, B> family, byte[] value, Duration patience) throws InterruptedException {
    try {
      return family.decode(value, writers);
    } catch (UnknownSchema missing) {
      if (news.await(missing, patience)) {
        return family.decode(value, writers);
      }
      throw missing;
    }
  }

  private void run() {
    consumer.assign(List.of(CONFIG));
    consumer.seekToBeginning(List.of(CONFIG));
    while (thread.isOpen()) {
      try {
        follow();
      } catch (WakeupException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.log(System.Logger.Level.DEBUG, () -> "the schemas are asked for again after: " + e);
      }
    }
  }

  private long end = -1;
  private long askedNanos = System.nanoTime();

  private void follow() {
    // Before the first fetch, which such a question would wait behind.
    end = end < 0 ? consumer.endOffsets(List.of(CONFIG)).getOrDefault(CONFIG, 0L) : end;
    boolean quiet = isPublished() && !news.isAwaited();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(quiet ? QUIET_POLL : POLL)) {
      take(record);
    }
    if (read.getCount() > 0) {
      if (consumer.position(CONFIG) < end) {
        return;
      }
      read.countDown();
    }
    own.publishMissing();
    if (news.isAwaited() && System.nanoTime() - askedNanos > ASK_AGAIN_NANOS) {
      // a record that was not understood, or a topic that was made anew: all of it once more
      askedNanos = System.nanoTime();
      consumer.seekToBeginning(List.of(CONFIG));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    if (key == null) {
      return;
    }
    String name = new String(key, StandardCharsets.UTF_8);
    if (!name.startsWith(WriterSchemas.KEY_PREFIX)) {
      return;
    }
    byte @Nullable [] value = record.value();
    if (value == null) {
      own.lost(name);
      return;
    }
    try {
      writers.add(value);
      own.found(name);
      news.tell();
    } catch (UnreadableRecord e) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> CONFIG + " offset " + record.offset() + ", " + name + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    news.close();
    thread.close();
    own.close();
  }
}
