package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The claims to a term that this node has written into the journal, and which partitions it owns
/// by one. Used by the follower's thread; told of acknowledgements by the producer's.
final class TermClaims implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TermClaims.class.getName());
  private static final long UNKNOWN = -1;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long SAY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final NodeId node;
  private final String build;
  private final int rules;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Integer, Claim> pending = new ConcurrentHashMap<>();
  private final Set<Integer> owned = new HashSet<>();
  private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - SAY_AGAIN_NANOS);

  private static final class Claim {
    final String nonce = UUID.randomUUID().toString();
    volatile long offset = UNKNOWN;
    volatile @Nullable Long failedNanos;
  }

  TermClaims(BusConfig bus, NodeId node, String build, int rules) {
    this.node = node;
    this.build = build;
    this.rules = rules;
    this.producer =
        new KafkaProducer<>(
            bus.properties(
                Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG, node + "-terms",
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.LINGER_MS_CONFIG, "0",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000",
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /// Writes a claim.
  ///
  /// @param inbox what is to be decided in the term
  void claim(int partition, long term, InboxTopic.Beginning inbox) {
    Claim claim = new Claim();
    pending.put(partition, claim);
    byte[] value =
        Families.JOURNAL.encode(
            new JournalHead(term, 0, Instant.now()),
            new TermBegan(claim.nonce, node, build, rules, inbox.id(), inbox.from()));
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.CALLS_JOURNAL.name(), partition, null, value),
              (metadata, fault) ->
                  done(claim, partition, fault == null ? metadata.offset() : UNKNOWN, fault));
    } catch (KafkaException e) {
      done(claim, partition, UNKNOWN, e);
    }
  }

  private void done(Claim claim, int partition, long offset, @Nullable Exception fault) {
    claim.offset = offset;
    claim.failedNanos = fault == null ? null : System.nanoTime();
    long said = saidNanos.get();
    if (fault != null
        && System.nanoTime() - said > SAY_AGAIN_NANOS
        && saidNanos.compareAndSet(said, System.nanoTime())) {
      LOG.log(
          System.Logger.Level.WARNING,
          node + " could not begin a term in partition " + partition + ", tries again: " + fault);
    }
  }

  boolean isPending(int partition) {
    return pending.containsKey(partition);
  }

  boolean isOurs(int partition, String nonce) {
    Claim claim = pending.get(partition);
    return claim != null && claim.nonce.equals(nonce);
  }

  /// Whether a claim was not written, for a moment already, or was read over without counting.
  boolean wasLost(int partition, long readTo) {
    Claim claim = pending.get(partition);
    if (claim == null) {
      return false;
    }
    Long failed = claim.failedNanos;
    return failed == null
        ? claim.offset != UNKNOWN && claim.offset < readTo
        : System.nanoTime() - failed > RETRY_NANOS;
  }

  void giveUp(int partition) {
    pending.remove(partition);
    owned.remove(partition);
  }

  void own(int partition) {
    pending.remove(partition);
    owned.add(partition);
  }

  boolean isOwned(int partition) {
    return owned.contains(partition);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
