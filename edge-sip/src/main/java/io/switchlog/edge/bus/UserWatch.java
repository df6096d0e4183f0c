package io.switchlog.edge.bus;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.ConsumerThread;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The users, as the topic `users` has them, and follows what becomes of them. What was read stays
/// while Kafka is away.
final class UserWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UserWatch.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(5);
  private static final TopicPartition USERS = new TopicPartition(Topics.USERS.name(), 0);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SchemaWatch schemas;
  private final ConsumerThread thread;
  private final Map<Name, User> users = new ConcurrentHashMap<>();
  private volatile boolean read;
  private long end = -1;
  private boolean complained;

  private record Name(String realm, String name) {}

  /// Does nothing until [#start].
  ///
  /// @param schemas what other builds write with
  UserWatch(BusConfig bus, NodeId node, SchemaWatch schemas) {
    this.schemas = schemas;
    String client = node + "-users";
    this.consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG, client,
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "2000",
                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "1000")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = new ConsumerThread(client, consumer, this::run);
  }

  void start() {
    thread.start();
  }

  /// Whether all are known who there were at the start.
  boolean isRead() {
    return read;
  }

  /// A user; null where there is none.
  @Nullable User user(String realm, String name) {
    return users.get(new Name(realm, name));
  }

  private void run() {
    consumer.assign(List.of(USERS));
    consumer.seekToBeginning(List.of(USERS));
    while (thread.isOpen()) {
      try {
        follow();
      } catch (WakeupException e) {
        throw e;
      } catch (KafkaException e) {
        if (!complained) {
          complained = true;
          LOG.warn(
              "the topic {} cannot be read, and is tried on: {}; is it there (switchlog topics"
                  + " create), and may the edge's user read it?",
              USERS.topic(),
              e.toString());
        }
      }
    }
  }

  private void follow() {
    end = end < 0 ? consumer.endOffsets(List.of(USERS)).getOrDefault(USERS, 0L) : end;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      take(record);
    }
    if (!read && consumer.position(USERS) >= end) {
      read = true;
      complained = false;
      LOG.info("{} users are known", users.size());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] value = record.value();
    if (value == null) {
      return;
    }
    try {
      User user = schemas.decode(Families.USERS, value, SCHEMA_PATIENCE).body();
      Name name = new Name(user.realm(), user.name());
      if (user.isRemoved()) {
        users.remove(name);
      } else {
        users.put(name, user);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UnreadableRecord e) {
      LOG.warn(
          "{} offset {}: this user cannot log in here, for it cannot be read: {}",
          USERS.topic(),
          record.offset(),
          e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
