package io.switchlog.allinone.config;

import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Where each partition of `calls.inbox` stands with its routing table.
public final class RoutingCheck {
  private RoutingCheck() {}

  /// What the inbox of one partition says.
  ///
  /// @param inForce the version that call control decides by, 0 where the inbox names none (any
  ///   more)
  /// @param pending a newer one that call control has not come to yet, 0 for none
  public record Standing(int partition, long inForce, long pending) {
    /// The version that will be in force when all that was told is read.
    public long told() {
      return Math.max(inForce, pending);
    }
  }

  /// Every partition, in order.
  ///
  /// @throws io.switchlog.allinone.history.BusUnreachable if the bus does not answer
  public static List<Standing> of(BusConfig bus) {
    try (TopicReader reader = TopicReader.connect(bus)) {
      List<Stored<Origin, InboxRecord>> told =
          reader.read(Topics.CALLS_INBOX, Families.INBOX, Objects::isNull);
      Map<Integer, Long> decided = decided(bus);
      Map<Integer, Standing> standings = new HashMap<>();
      decided
          .keySet()
          .forEach(partition -> standings.put(partition, new Standing(partition, 0, 0)));
      for (Stored<Origin, InboxRecord> record : told) {
        if (record.body() instanceof RoutingChanged changed) {
          boolean read = record.offset() < decided.getOrDefault(record.partition(), 0L);
          standings.computeIfPresent(
              record.partition(), (_, known) -> after(known, changed.table().version(), read));
        }
      }
      List<Standing> all = new ArrayList<>(standings.values());
      all.sort((one, other) -> Integer.compare(one.partition(), other.partition()));
      return all;
    }
  }

  /// A partition takes a table that is newer than its own, and no other.
  private static Standing after(Standing known, long version, boolean read) {
    if (version <= known.told()) {
      return known;
    }
    return read
        ? new Standing(known.partition(), version, 0)
        : new Standing(known.partition(), known.inForce(), version);
  }

  /// Up to where call control has decided each partition.
  private static Map<Integer, Long> decided(BusConfig bus) {
    String patience = Long.toString(TopicReader.PATIENCE.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            bus.properties(
                Map.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    Log.CALLS.group(),
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    "false",
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    "false",
                    ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    patience)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> partitions = new HashSet<>();
      consumer
          .partitionsFor(Topics.CALLS_INBOX.name())
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions);
      Map<Integer, Long> decided = new HashMap<>();
      for (TopicPartition partition : partitions) {
        @Nullable OffsetAndMetadata below = committed.get(partition);
        decided.put(partition.partition(), below == null ? 0 : below.offset());
      }
      return decided;
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }
}
