package io.switchlog.control.stream;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.ConsumerThread;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WaitsForItsBuild;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Follows the journal of the partitions that this node keeps a warm copy of, and takes one over
/// when it is made its owner:
///
/// ```
///   follow ──> floor ──> fold, record by record ──────────────┐
///                                                             v
///   take over ──> fold to the end ──> claim the next term ──> read through the claim ──> is it ours?
///                       ^                                                     │ no        │ yes
///                       └─────────────────────────────────────────────────────┘       the ledger
/// ```
///
/// Those who take partitions over ask [TakeOvers]. One thread, one consumer; with nothing to follow
/// it sleeps. A record whose schema is not known yet is waited for, never read over: no term begins
/// before all of history is read.
///
/// @param <S> the state of a call
final class JournalFollower<S> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JournalFollower.class.getName());
  static final byte[] NOTHING = {};
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long RETRY_MILLIS = 100;
  private static final Duration SAY_AGAIN = Duration.ofSeconds(10);

  /// How often what was asked for is looked after while nothing is followed.
  private static final long ASKED_MILLIS = 50;

  private final NodeId node;
  private final Log log;
  private final WriterSchemas writers;
  private final FloorReader<S> floors;
  private final InboxTopic inbox;
  private final TermClaims claims;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Ends ends;
  private final LinkedBlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();
  private final TakeOvers<S> takeOvers =
      new TakeOvers<>(
          partition -> ask(() -> giveUp(partition)),
          (partition, unused) -> ask(() -> takeBack(partition, unused)));
  private final ConsumerThread thread;

  // The thread's own.
  /// How many tasks of this node want a partition followed: one may begin before another ends.
  private final Map<Integer, Integer> wanted = new HashMap<>();

  /// Since when a partition waits for a schema or a build.
  private final Map<Integer, Long> blocked = new HashMap<>();

  private final Map<Integer, Succession<S>> followed = new TreeMap<>();
  private final Set<Integer> owned = new HashSet<>();
  private long saidNanos = System.nanoTime() - SAY_AGAIN.toNanos();

  JournalFollower(
      BusConfig bus,
      NodeId node,
      String client,
      Log log,
      String build,
      Aggregate<S> aggregate,
      WriterSchemas writers) {
    this.node = node;
    this.log = log;
    this.writers = writers;
    this.floors =
        new FloorReader<>(() -> consumer(bus, client + "-floors"), log, aggregate, writers);
    this.inbox = new InboxTopic(bus, log, client + "-inbox");
    this.claims = new TermClaims(bus, node, client, log, build, aggregate.rules());
    this.consumer = consumer(bus, client + "-journal");
    this.ends = new Ends(consumer::endOffsets);
    this.thread = new ConsumerThread(client + "-journal", consumer, this::run);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(BusConfig bus, String clientId) {
    return new KafkaConsumer<>(
        bus.properties(
            Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, clientId,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  void start() {
    thread.start();
  }

  /// A copy of a partition is to be kept warm from now on.
  void follow(int partition) {
    ask(() -> wanted.merge(partition, 1, Integer::sum));
  }

  /// No longer.
  void unfollow(int partition) {
    ask(() -> {
      if (wanted.merge(partition, -1, Integer::sum) <= 0) {
        wanted.remove(partition);
        takeOvers.drop(partition);
        drop(partition);
      }
    });
  }

  /// What those ask who take partitions over.
  Histories<S> histories() {
    return takeOvers;
  }

  private void ask(Runnable request) {
    requests.add(request);
    consumer.wakeup();
  }

  // --- the thread

  /// For whoever has removed it from the take-overs: a ledger that is ready is followed on, all
  /// that it holds is the journal's.
  private void takeBack(int partition, TakeOver<S> asked) {
    giveUp(partition);
    Ledger<S> unused = asked.unused();
    if (unused != null && wanted.containsKey(partition) && !followed.containsKey(partition)) {
      followed.put(partition, new Succession<>(unused));
      assign();
    }
  }

  private void run() {
    try (claims;
        inbox) {
      while (thread.isOpen()) {
        try {
          turn();
        } catch (WakeupException e) {
          // there is a request
        } catch (InterruptException e) {
          return;
        } catch (OffsetOutOfRangeException e) {
          isAnother(e.offsetOutOfRangePartitions());
        } catch (KafkaException e) {
          sayOnceInAWhile(
              System.Logger.Level.WARNING,
              node + " follows the journal on after " + e + "; taking over waits meanwhile");
          assign();
          pause(RETRY_MILLIS);
        } catch (RuntimeException | Error e) {
          LOG.log(
              System.Logger.Level.ERROR,
              node + ": a bug in following the journal; all of it is read anew",
              e);
          followed.clear();
          assign();
          pause(RETRY_MILLIS);
        }
      }
    }
  }

  private void turn() {
    Runnable request = requests.poll();
    if (request == null && followed.isEmpty()) {
      request = await(takeOvers.isEmpty() ? 1_000 : ASKED_MILLIS);
    }
    while (request != null) {
      request.run();
      request = requests.poll();
    }
    takeOvers.dropStale(this::takeBack);
    begin();
    if (!followed.isEmpty()) {
      tryTheBlocked();
      learnEnds();
      claim();
      consumer.poll(POLL).forEach(this::take);
    }
  }

  private void tryTheBlocked() {
    blocked
        .entrySet()
        .removeIf(entry -> {
          boolean due =
              System.nanoTime() - entry.getValue() > TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
          Succession<S> succession = followed.get(entry.getKey());
          if (due && succession != null) {
            TopicPartition journal = journal(entry.getKey());
            consumer.seek(journal, succession.ledger().nextOffset());
            consumer.resume(List.of(journal));
          }
          return due || succession == null;
        });
  }

  private @Nullable Runnable await(long millis) {
    try {
      return requests.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /// What it owned is followed again.
  private void giveUp(int partition) {
    owned.remove(partition);
    Succession<S> succession = followed.get(partition);
    if (succession != null) {
      succession.giveUp();
    }
  }

  /// Begins to read what is wanted and not being read; a partition that this node owns is not.
  private void begin() {
    Set<Integer> missing = new HashSet<>(wanted.keySet());
    missing.removeAll(followed.keySet());
    missing.removeAll(owned);
    if (missing.isEmpty()) {
      return;
    }
    Map<Integer, Ledger<S>> begun = floors.begin(missing);
    if (!begun.isEmpty()) {
      begun.forEach((partition, ledger) -> followed.put(partition, new Succession<>(ledger)));
      assign();
    }
  }

  /// The journal does not hold the places where ledgers go on: it was made anew, its brokers have
  /// lost its end, or somebody has deleted its beginning. History is what it holds now.
  private void isAnother(Map<TopicPartition, Long> places) {
    places.forEach((journal, place) -> {
      LOG.log(
          System.Logger.Level.ERROR,
          "%s: expected to go on at offset %d, found a journal that does not hold it; all that it holds is read anew. It is to be kept for ever: what it lost, calls among it, is lost"
              .formatted(journal, place));
      followed.remove(journal.partition());
    });
    assign();
  }

  private void drop(int partition) {
    owned.remove(partition);
    if (followed.remove(partition) != null) {
      assign();
    }
  }

  /// Each goes on where its ledger stands.
  private void assign() {
    List<TopicPartition> partitions = followed.keySet().stream().map(this::journal).toList();
    consumer.assign(partitions);
    followed.forEach((partition, succession) ->
        consumer.seek(journal(partition), succession.ledger().nextOffset()));
  }

  private TopicPartition journal(int partition) {
    return new TopicPartition(log.journal().name(), partition);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Succession<S> succession = followed.get(record.partition());
    if (succession == null
        || record.offset() < succession.ledger().nextOffset()
        || blocked.containsKey(record.partition())) {
      return;
    }
    byte @Nullable [] value = record.value();
    Envelope<JournalHead, JournalRecord> read;
    try {
      read = Families.JOURNAL.decode(value == null ? NOTHING : value, writers);
    } catch (UnknownSchema | WaitsForItsBuild e) {
      sayOnceInAWhile(
          System.Logger.Level.ERROR,
          "%s offset %d: %s; the partition has no owner here until it can be read"
              .formatted(journal(record.partition()), record.offset(), e.getMessage()));
      blocked.put(record.partition(), System.nanoTime());
      consumer.pause(List.of(journal(record.partition())));
      return;
    } catch (UnreadableRecord e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "%s offset %d: %s; it does not count"
              .formatted(journal(record.partition()), record.offset(), e.getMessage()));
      succession.ledger().passOver(record.offset());
      return;
    }
    if (succession.take(record.offset(), read.head(), read.body())) {
      handOver(record.partition(), succession);
    }
  }

  /// What is tried several times a second is not said as often.
  private void sayOnceInAWhile(System.Logger.Level level, String what) {
    if (System.nanoTime() - saidNanos > SAY_AGAIN.toNanos()) {
      saidNanos = System.nanoTime();
      LOG.log(level, what);
    }
  }

  private void handOver(int partition, Succession<S> succession) {
    TakeOver<S> asked = takeOvers.of(partition);
    if (asked == null) {
      succession.giveUp();
      return;
    }
    followed.remove(partition);
    owned.add(partition);
    assign();
    Ledger<S> ledger = succession.ledger();
    LOG.log(
        System.Logger.Level.INFO,
        () ->
            "%s owns partition %d of %s in term %d, with %d aggregates"
                .formatted(node, partition, log.inbox().name(), ledger.term(), ledger.held()));
    asked.done(ledger);
  }

  /// How far history reaches where a take-over was asked for: one question for all of them.
  private void learnEnds() {
    Map<TopicPartition, Succession<S>> unknown = new HashMap<>();
    takeOvers.forEach((partition, _) -> {
      Succession<S> succession = followed.get(partition);
      if (succession != null && succession.wantsEnd()) {
        unknown.put(journal(partition), succession);
      }
    });
    if (!unknown.isEmpty()) {
      ends.of(unknown.keySet())
          .forEach((journal, end) -> Objects.requireNonNull(unknown.get(journal)).end(end));
    }
  }

  /// Claims the next term where all of history is read, and again where another was faster.
  private void claim() {
    Map<TopicPartition, Succession<S>> ready = new HashMap<>();
    takeOvers.forEach((partition, asked) -> {
      Succession<S> succession = followed.get(partition);
      if (succession == null || asked.isDone() || asked.isStale()) {
        return;
      }
      if (!succession.mayClaim()) {
        succession.goOn();
      } else if (claims.mayWrite(partition)) {
        ready.put(new TopicPartition(log.inbox().name(), partition), succession);
      }
    });
    if (!ready.isEmpty()) {
      claim(ready);
    }
  }

  /// A claim says which inbox it goes on with: where the cluster cannot say that, nothing is
  /// claimed now.
  private void claim(Map<TopicPartition, Succession<S>> ready) {
    try {
      String id = inbox.id();
      ends.of(ready.keySet())
          .forEach((topic, end) -> {
            Succession<S> succession = Objects.requireNonNull(ready.get(topic));
            claims.write(
                topic.partition(),
                succession.claim(UUID.randomUUID().toString()),
                inbox.beginning(id, end, succession.ledger()));
          });
    } catch (KafkaException e) {
      sayOnceInAWhile(System.Logger.Level.WARNING, node + " claims no term now: " + e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
