package io.switchlog.allinone.history;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.Family;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.schemas.topic.Topic;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Reads topics from their beginning to the end that they have when the reading starts, then stops;
/// or follows one call. Understands records of every version whose schemas are on the bus. For one
/// thread.
public final class TopicReader implements AutoCloseable {
  /// How long the bus may keep a reader waiting.
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final WriterSchemas schemas = new WriterSchemas();
  private long unreadable;

  private TopicReader(String bootstrap, KafkaConsumer<byte[], byte[]> consumer) {
    this.bootstrap = bootstrap;
    this.consumer = consumer;
  }

  /// Connects, and learns the schemas that writers have published.
  ///
  /// @throws BusUnreachable if no broker answers within [#PATIENCE], or it has no topics of ours
  public static TopicReader connect(BusConfig bus) {
    try {
      TopicReader reader =
          new TopicReader(
              bus.bootstrap(),
              new KafkaConsumer<>(
                  bus.properties(settings()),
                  new ByteArrayDeserializer(),
                  new ByteArrayDeserializer()));
      try {
        reader.learnSchemas();
        return reader;
      } catch (RuntimeException e) {
        reader.close();
        throw e;
      }
    } catch (KafkaException e) {
      throw unreachable(bus.bootstrap(), e);
    }
  }

  /// What is said of a bus that does not do as it is asked.
  public static BusUnreachable unreachable(String bootstrap, KafkaException cause) {
    Throwable root = cause.getCause() instanceof KafkaException inner ? inner : cause;
    String what =
        switch (root) {
          case TimeoutException _ ->
              "no Kafka broker answers at "
                  + bootstrap
                  + " (waited "
                  + PATIENCE.toSeconds()
                  + " s); is one running there? --kafka HOST:PORT names another";
          case ConfigException _ ->
              "--kafka: found \""
                  + bootstrap
                  + "\", expected HOST:PORT of a Kafka broker whose name resolves";
          default -> "the Kafka broker at " + bootstrap + " refuses: " + root.getMessage();
        };
    return new BusUnreachable(what, cause);
  }

  private static Map<String, Object> settings() {
    String patience = Long.toString(PATIENCE.toMillis());
    return Map.of(
        ConsumerConfig.CLIENT_ID_CONFIG, "history",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience,
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000",
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50");
  }

  private void learnSchemas() {
    read(
        partitions(Topics.CONFIG),
        record -> {
          String key = key(record);
          if (key != null && key.startsWith(WriterSchemas.KEY_PREFIX) && record.value() != null) {
            schemas.add(record.value());
          }
        });
  }

  /// Every record of a topic whose key passes. Partitions are read side by side: only the order
  /// within a partition means something.
  public <H extends Record, B> List<Stored<H, B>> read(
      Topic topic, Family<H, B> family, Predicate<@Nullable String> keys) {
    return decoded(partitions(topic), family, record -> keys.test(key(record)));
  }

  /// The records of one call, from the one partition that holds them.
  public <H extends Record, B> List<Stored<H, B>> read(
      Topic topic, Family<H, B> family, CallId call) {
    TopicPartition partition = partitionOf(call.value(), partitions(topic));
    return decoded(List.of(partition), family, record -> call.value().equals(key(record)));
  }

  /// The decisions that the journal holds of what passes, void ones left out: every partition is
  /// read by the rule from its beginning.
  public List<Stored<JournalHead, Decided>> decisions(Predicate<@Nullable String> keys) {
    Map<Integer, ReadingRule> rules = new HashMap<>();
    List<Stored<JournalHead, Decided>> decisions = new ArrayList<>();
    read(
        partitions(Topics.CALLS_JOURNAL),
        record -> {
          ReadingRule rule =
              rules.computeIfAbsent(
                  record.partition(),
                  _ -> record.offset() == 0 ? new ReadingRule() : ReadingRule.afterLoss(0));
          try {
            Envelope<JournalHead, JournalRecord> read =
                Families.JOURNAL.decode(record.value(), schemas);
            if (rule.counts(read.head(), read.body())
                && read.body() instanceof Decided decided
                && keys.test(key(record))) {
              decisions.add(
                  new Stored<>(
                      record.partition(),
                      record.offset(),
                      Instant.ofEpochMilli(record.timestamp()),
                      key(record),
                      new Envelope<>(read.head(), decided)));
            }
          } catch (UnreadableRecord e) {
            unreadable++;
          }
        });
    return decisions;
  }

  /// Where the journal's partition that holds a call ends now.
  public long endOfJournal(CallId call) {
    TopicPartition partition = journalOf(call);
    try {
      return Objects.requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    } catch (KafkaException e) {
      throw unreachable(bootstrap, e);
    }
  }

  private TopicPartition journalOf(CallId call) {
    return partitionOf(call.value(), partitions(Topics.CALLS_JOURNAL));
  }

  /// Hands on what is told of a call, decision by decision, as soon as the journal has it.
  ///
  /// @param from a place of the journal's partition that holds the call
  /// @param told takes a decision's events, and says whether that was the last one wanted
  /// @param begun whether to wait for as long as it takes; until then no longer than [#PATIENCE]
  /// @return whether the last one came; false where nothing begun in time, or the thread was
  ///   interrupted
  public boolean follow(
      CallId call,
      long from,
      Predicate<List<Envelope<EventHead, CallEvent>>> told,
      BooleanSupplier begun) {
    TopicPartition partition = journalOf(call);
    ReadingRule rule = ReadingRule.afterLoss(0);
    long next = from;
    long since = System.nanoTime();
    try {
      consumer.assign(List.of(partition));
      consumer.seek(partition, next);
      while (begun.getAsBoolean() || System.nanoTime() - since < PATIENCE.toNanos()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          Envelope<JournalHead, JournalRecord> read = journalled(record, partition);
          if (read != null
              && rule.counts(read.head(), read.body())
              && read.body() instanceof Decided decided
              && decided.id().equals(AggregateId.of(call))
              && told.test(decided.numbered(read.head().at()))) {
            return true;
          }
        }
      }
      return false;
    } catch (InterruptException e) {
      return false;
    } catch (KafkaException e) {
      throw unreachable(bootstrap, e);
    }
  }

  /// A record of the journal; null for one that this build cannot read. A schema may have been
  /// published since they were learned.
  private @Nullable Envelope<JournalHead, JournalRecord> journalled(
      ConsumerRecord<byte[], byte[]> record, TopicPartition partition) {
    try {
      return Families.JOURNAL.decode(record.value(), schemas);
    } catch (UnknownSchema e) {
      long next = consumer.position(partition);
      learnSchemas();
      consumer.assign(List.of(partition));
      consumer.seek(partition, next);
    } catch (UnreadableRecord e) {
      unreadable++;
      return null;
    }
    try {
      return Families.JOURNAL.decode(record.value(), schemas);
    } catch (UnreadableRecord e) {
      unreadable++;
      return null;
    }
  }

  /// The records of one partition that pass, whatever their keys.
  public <H extends Record, B> List<Stored<H, B>> read(
      Topic topic,
      Family<H, B> family,
      int partition,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return decoded(List.of(new TopicPartition(topic.name(), partition)), family, wanted);
  }

  /// How many records were passed over because this build cannot read them.
  public long unreadable() {
    return unreadable;
  }

  /// A schema may have been published since they were learned: then they are learned anew, and what
  /// was wanted is read again.
  private <H extends Record, B> List<Stored<H, B>> decoded(
      List<TopicPartition> partitions,
      Family<H, B> family,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    long before = unreadable;
    List<Stored<H, B>> found = new ArrayList<>();
    if (!decode(partitions, family, wanted, found)) {
      unreadable = before;
      learnSchemas();
      found.clear();
      var _ = decode(partitions, family, wanted, found);
    }
    return found;
  }

  /// Reads once.
  ///
  /// @return whether every schema was known
  private <H extends Record, B> boolean decode(
      List<TopicPartition> partitions,
      Family<H, B> family,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      List<Stored<H, B>> found) {
    AtomicBoolean known = new AtomicBoolean(true);
    read(
        partitions,
        record -> {
          if (record.value() != null && wanted.test(record)) {
            try {
              found.add(
                  new Stored<>(
                      record.partition(),
                      record.offset(),
                      Instant.ofEpochMilli(record.timestamp()),
                      key(record),
                      family.decode(record.value(), schemas)));
            } catch (UnreadableRecord e) {
              known.compareAndSet(true, !(e instanceof UnknownSchema));
              unreadable++;
            }
          }
        });
    return known.get();
  }

  private void read(
      List<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    try {
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      ends.entrySet().removeIf(end -> end.getValue() <= begins.getOrDefault(end.getKey(), 0L));
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      long silentSince = System.nanoTime();
      while (!ends.isEmpty()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
          if (end != null && record.offset() < end) {
            take.accept(record);
          }
        }
        if (!records.isEmpty()) {
          silentSince = System.nanoTime();
        } else if (System.nanoTime() - silentSince > PATIENCE.toNanos()) {
          throw new BusUnreachable(
              "the Kafka broker at " + bootstrap + " went silent while " + ends + " was read");
        }
        // The position counts, not the last record: a compacted topic may end in a gap.
        if (ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue())) {
          consumer.assign(List.copyOf(ends.keySet()));
        }
      }
    } catch (KafkaException e) {
      throw unreachable(bootstrap, e);
    }
  }

  private List<TopicPartition> partitions(Topic topic) {
    List<PartitionInfo> infos;
    try {
      infos = consumer.partitionsFor(topic.name(), PATIENCE);
    } catch (KafkaException e) {
      throw unreachable(bootstrap, e);
    }
    if (infos == null || infos.isEmpty()) {
      throw new BusUnreachable(
          "topic "
              + topic.name()
              + " does not exist on the broker at "
              + bootstrap
              + "; run: switchlog topics create --kafka "
              + bootstrap);
    }
    return infos.stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  /// The producers' choice for a keyed record: murmur2 of the key.
  static TopicPartition partitionOf(String key, List<TopicPartition> partitions) {
    int hash = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)));
    return partitions.get(hash % partitions.size());
  }

  private static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
