package io.switchlog.control.stream;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.bus.ConsumerThread;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Watches what every node says of itself in `nodes`, and tells every inbox partition when one is
/// gone. Each control node runs one: what they say twice is refused by incarnation.
final class NodeWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NodeWatch.class.getName());
  private static final Duration POLL = Duration.ofMillis(100);

  /// Every node's beats come by here, and each by itself would be a request.
  static final int GATHER_MILLIS = 200;

  private static final int MANY_BYTES = 65_536;
  private static final TopicPartition CONFIG = new TopicPartition(Topics.CONFIG.name(), 0);
  private static final TopicPartition NODES = new TopicPartition(Topics.NODES.name(), 0);

  /// A node's schemas are on the bus before its first beat; the next beat makes up for a lost one.
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BusWriter writer;
  private final Supplier<Origin> origins;
  private final LongSupplier elapsedMillis;
  private final SchemaWatch schemas;
  private final NodeLeases leases;
  private final RoutingWatch routing = new RoutingWatch();
  private final Queue<PartitionInput> untold = new ConcurrentLinkedQueue<>();
  private final CommandPusher pusher;
  private final ConsumerThread thread;

  /// @param life the incarnation that the node announces
  /// @param schemas what other builds write with
  /// @param elapsedMillis a clock that is never set
  /// @param pusher told where nodes take commands ahead of the log
  NodeWatch(
      BusConfig bus,
      NodeId node,
      long life,
      SchemaWatch schemas,
      Supplier<Origin> origins,
      LongSupplier elapsedMillis,
      CommandPusher pusher) {
    this.pusher = pusher;
    this.leases =
        new NodeLeases(
            node, life, Presence.heartbeatMillis(NodeKind.CONTROL), Presence::leaseMillis);
    this.schemas = schemas;
    this.origins = origins;
    this.elapsedMillis = elapsedMillis;
    this.writer = new BusWriter(bus, node + "-watch", BusWriter.Grade.FACT, Presence.told());
    this.consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG,
                    node + "-watch",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    "false",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                    Integer.toString(MANY_BYTES),
                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                    Integer.toString(GATHER_MILLIS))),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = new ConsumerThread(node + "-watch", consumer, this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    consumer.assign(List.of(NODES, CONFIG));
    consumer.seekToBeginning(List.of(NODES, CONFIG));
    long configEnd = -1;
    while (thread.isOpen()) {
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          read(record);
        }
        untold.addAll(leases.expire(elapsedMillis.getAsLong()));
        configEnd = configEnd < 0 ? endOfConfig() : configEnd;
        RoutingChanged table = consumer.position(CONFIG) < configEnd ? null : routing.news();
        if (table != null) {
          untold.add(table);
        }
        tellEverybody();
      } catch (WakeupException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.log(System.Logger.Level.WARNING, "the watch over the nodes goes on after: " + e);
      }
    }
  }

  private long endOfConfig() {
    return consumer.endOffsets(List.of(CONFIG)).getOrDefault(CONFIG, 0L);
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    byte @Nullable [] value = record.value();
    if (key == null) {
      return;
    }
    if (record.topic().equals(CONFIG.topic())) {
      readConfig(new String(key, StandardCharsets.UTF_8), value);
      return;
    }
    if (value == null) {
      forget(new String(key, StandardCharsets.UTF_8));
      return;
    }
    try {
      NodePresence beat = schemas.decode(Families.NODES, value, SCHEMA_PATIENCE).body();
      pusher.sees(beat);
      PartitionInput news = leases.beat(beat, elapsedMillis.getAsLong());
      if (news != null) {
        untold.add(news);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UnreadableRecord e) {
      LOG.log(
          System.Logger.Level.WARNING,
          record.topic() + " offset " + record.offset() + ": " + e.getMessage());
    }
  }

  private void readConfig(String key, byte @Nullable [] value) {
    if (value == null || !key.equals(RoutingWatch.CURRENT)) {
      return;
    }
    try {
      routing.read(schemas.decode(Families.CONFIG, value, SCHEMA_PATIENCE).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UnreadableRecord e) {
      LOG.log(System.Logger.Level.WARNING, CONFIG.topic() + ", " + key + ": " + e.getMessage());
    }
  }

  /// A node is taken out of `nodes` by whoever has told the partitions that it is gone.
  private void forget(String node) {
    pusher.lost(node);
    untold.removeIf(news -> news instanceof NodeLost lost && lost.node().toString().equals(node));
  }

  /// Tells every partition what it does not know yet, and takes a node that is gone out of `nodes`.
  /// What could not be written is told again to all: repeats are refused.
  private void tellEverybody() {
    for (int left = untold.size(); left > 0 && writer.isReady(); left--) {
      PartitionInput news = untold.remove();
      LOG.log(System.Logger.Level.INFO, () -> "the partitions are told: " + text(news));
      AtomicBoolean failed = new AtomicBoolean();
      Presence.writeEverywhere(
          writer,
          origins.get(),
          news,
          error -> {
            if (error != null && failed.compareAndSet(false, true)) {
              untold.add(news);
            }
          });
      switch (news) {
        case NodeLost lost ->
            writer.write(
                NODES.topic(),
                NODES.partition(),
                lost.node().toString().getBytes(StandardCharsets.UTF_8),
                null,
                error -> {
                  if (error != null) {
                    LOG.log(
                        System.Logger.Level.DEBUG, () -> lost.node() + " not cleared: " + error);
                  }
                });
        case NodeJoined _, RoutingChanged _ -> {}
      }
    }
  }

  private static String text(PartitionInput news) {
    return switch (news) {
      case NodeJoined joined -> joined.presence().node() + " joined";
      case NodeLost lost -> lost.node() + " is lost, " + lost.reason();
      case RoutingChanged changed -> "routing table " + changed.table().version();
    };
  }

  @Override
  public void close() {
    thread.close();
    writer.close();
  }
}
