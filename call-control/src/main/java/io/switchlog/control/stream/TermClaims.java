package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes this node's claims to a term into the journal.
final class TermClaims implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TermClaims.class.getName());
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long SAY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final NodeId node;
  private final Log log;
  private final String build;
  private final int rules;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Integer, Long> failedNanos = new ConcurrentHashMap<>();
  private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - SAY_AGAIN_NANOS);

  TermClaims(BusConfig bus, NodeId node, String client, Log log, String build, int rules) {
    this.log = log;
    this.node = node;
    this.build = build;
    this.rules = rules;
    this.producer =
        new KafkaProducer<>(
            bus.properties(
                Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG, client + "-terms",
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.LINGER_MS_CONFIG, "0",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000",
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000",
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "5000")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /// Whether a claim to a partition may be written: not right after one that was not taken.
  boolean mayWrite(int partition) {
    Long failed = failedNanos.get(partition);
    return failed == null || System.nanoTime() - failed > RETRY_NANOS;
  }

  /// Writes a claim, which is told what became of it.
  ///
  /// @param inbox what is to be decided in the term
  void write(int partition, TermClaim claim, InboxTopic.Beginning inbox) {
    byte[] value =
        Families.JOURNAL.encode(
            new JournalHead(claim.term(), 0, Instant.now()),
            new TermBegan(claim.nonce(), node, build, rules, inbox.id(), inbox.from()));
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(log.journal().name(), partition, null, value),
              (metadata, fault) -> {
                if (fault == null) {
                  failedNanos.remove(partition);
                  claim.written(metadata.offset());
                } else {
                  failed(claim, partition, fault);
                }
              });
    } catch (KafkaException e) {
      failed(claim, partition, e);
    }
  }

  private void failed(TermClaim claim, int partition, Exception fault) {
    failedNanos.put(partition, System.nanoTime());
    claim.failed();
    long said = saidNanos.get();
    if (System.nanoTime() - said > SAY_AGAIN_NANOS
        && saidNanos.compareAndSet(said, System.nanoTime())) {
      LOG.log(
          System.Logger.Level.WARNING,
          node
              + " could not begin a term in "
              + log.journal().name()
              + "-"
              + partition
              + ", tries again: "
              + fault);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
