package io.switchlog.allinone.demo;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.schemas.trace.MessageTraced.Direction;
import io.switchlog.testkit.ladder.Ladder;
import io.switchlog.testkit.ladder.Ladder.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Tells each SIP message between two phones and the exchange as soon as the edge has traced it:
///
/// ```
/// phones --SIP--> edge --sip.trace--> this thread --a line--> whoever watches
/// ```
public final class LiveLadder implements AutoCloseable {
  private static final String EXCHANGE = "exchange";
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, String> names;
  private final List<String> parties;
  private final Consumer<String> watcher;
  private final Thread thread;
  private @Nullable Instant start;
  private volatile @Nullable CallId call;
  private volatile boolean ending;

  private LiveLadder(
      KafkaConsumer<byte[], byte[]> consumer,
      DemoPhone caller,
      DemoPhone called,
      Consumer<String> watcher) {
    this.consumer = consumer;
    this.names =
        Map.of(
            caller.address().toString(), caller.name(), called.address().toString(), called.name());
    this.parties = List.of(caller.name(), EXCHANGE, called.name());
    this.watcher = watcher;
    this.thread = Thread.ofPlatform().daemon().name("ladder").unstarted(this::run);
  }

  /// Watches from now on.
  ///
  /// @param watcher is handed each line, on a thread of the ladder's own
  public static LiveLadder watch(
      BusConfig bus, DemoPhone caller, DemoPhone called, Consumer<String> watcher) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG, "ladder",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(Topics.SIP_TRACE.name())
        .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy; asking for the position makes it happen before the first message.
    partitions.forEach(consumer::position);
    LiveLadder ladder = new LiveLadder(consumer, caller, called, watcher);
    watcher.accept(Ladder.heading(ladder.parties).stripTrailing());
    ladder.thread.start();
    return ladder;
  }

  /// The call that the messages belong to, null as long as none was traced.
  public @Nullable CallId call() {
    return call;
  }

  private void run() {
    try {
      while (!ending) {
        consumer.poll(POLL).forEach(this::tell);
      }
      // What had been traced when the end was asked for is still told.
      consumer.poll(POLL).forEach(this::tell);
    } catch (WakeupException e) {
      ending = true;
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    Envelope<Origin, MessageTraced> traced = Families.TRACE.decode(record.value());
    MessageTraced message = traced.body();
    String phone = names.get(message.remote());
    if (phone == null) {
      return;
    }
    if (call == null && record.key() != null) {
      call = new CallId(new String(record.key(), StandardCharsets.UTF_8));
    }
    Instant at = traced.head().clock();
    if (start == null) {
      start = at;
    }
    boolean received = message.direction() == Direction.RECEIVED;
    Entry entry =
        new Entry(
            at,
            received ? phone : EXCHANGE,
            received ? EXCHANGE : phone,
            io.switchlog.allinone.history.Ladder.label(message));
    watcher.accept(Ladder.line(parties, start, entry).stripTrailing());
  }

  /// Tells what is left, then ends.
  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      consumer.wakeup();
      Thread.currentThread().interrupt();
      return;
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
