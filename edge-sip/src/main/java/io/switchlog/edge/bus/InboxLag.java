package io.switchlog.edge.bus;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks twice a second how late call control reads its inbox, so that an edge refuses new calls
/// where they would wait (ARCHITECTURE.md, "Where failure is handled"). It asks the cluster for the
/// ends of the partitions and for the offsets that call control has committed, which an edge's user
/// has to be allowed to (`DESCRIBE` of the group). While it gets no answer nothing counts as late:
/// that the bus is away is seen by what it takes.
public final class InboxLag implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxLag.class);
  private static final long LOOK_MILLIS = 500;
  private static final String INBOX = Topics.CALLS_INBOX.name();

  private final Admin admin;
  private final ScheduledExecutorService looks;
  private final Map<Integer, InboxProgress> progress = new HashMap<>();

  /// Partitions that count as late: what others are told.
  private final Set<Integer> behind = ConcurrentHashMap.newKeySet();

  private volatile long worstMillis;
  private boolean complained;

  /// Does nothing until [#start].
  InboxLag(BusConfig bus, NodeId node) {
    String client = node + "-inbox-lag";
    this.admin =
        Admin.create(
            bus.properties(
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG, client,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "2000",
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "3000")));
    this.looks =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(client).factory());
  }

  void start() {
    var _ =
        looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Whether a call that begins now would wait for too long.
  ///
  /// @param partition of its facts; -1: it is not known, and not late
  boolean isBehind(int partition) {
    return behind.contains(partition);
  }

  /// How late the partition is that is read latest, in milliseconds, whether that is too late or
  /// not; resolved to half a second.
  long worstMillis() {
    return worstMillis;
  }

  private void look() {
    try {
      Map<TopicPartition, Long> ends = ends();
      Map<TopicPartition, OffsetAndMetadata> decided =
          admin.listConsumerGroupOffsets(Log.CALLS.group()).partitionsToOffsetAndMetadata().get();
      long now = System.nanoTime() / 1_000_000;
      long worst = 0;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        OffsetAndMetadata below = decided.get(end.getKey());
        // A group without offsets has decided nothing yet: nobody knows since when.
        worst =
            Math.max(
                worst,
                tell(
                    now,
                    end.getKey().partition(),
                    end.getValue(),
                    below == null ? end.getValue() : below.offset()));
      }
      worstMillis = worst;
      complained = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      unknown(e);
    }
  }

  private long tell(long nowMillis, int partition, long end, long decidedBelow) {
    InboxProgress one = progress.computeIfAbsent(partition, _ -> new InboxProgress());
    one.look(nowMillis, end, decidedBelow);
    if (one.isBehind(nowMillis)) {
      if (behind.add(partition)) {
        LOG.warn(
            "call control is {} ms late in partition {} of {}: new calls there are refused with 503"
                + " until it has caught up",
            one.behindMillis(),
            partition,
            INBOX);
      }
    } else if (behind.remove(partition)) {
      LOG.info("call control has caught up in partition {} of {}", partition, INBOX);
    }
    return one.behindMillis();
  }

  private Map<TopicPartition, Long> ends() throws Exception {
    TopicDescription inbox =
        Objects.requireNonNull(
            admin.describeTopics(List.of(INBOX)).allTopicNames().get().get(INBOX));
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    inbox
        .partitions()
        .forEach(
            each -> wanted.put(new TopicPartition(INBOX, each.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each :
        admin.listOffsets(wanted).all().get().entrySet()) {
      ends.put(each.getKey(), each.getValue().offset());
    }
    return ends;
  }

  private void unknown(Exception cause) {
    behind.clear();
    progress.clear();
    worstMillis = 0;
    if (!complained) {
      complained = true;
      LOG.info("how late call control is cannot be told: {}", cause.toString());
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
    try {
      admin.close(Duration.ZERO);
    } catch (KafkaException e) {
      LOG.debug("the lag's client did not close", e);
    }
  }
}
