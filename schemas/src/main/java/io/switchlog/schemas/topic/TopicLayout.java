package io.switchlog.schemas.topic;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What a cluster's operator chooses about the topics, once.
///
/// @param keyPartitions partitions of every topic spread by key, 1 to 1024
/// @param nodePartitions partitions of every topic spread by node, the highest number of nodes of a
///   kind, 1 to 1024
/// @param replicationFactor copies of each partition, 1 to 7
public record TopicLayout(int keyPartitions, int nodePartitions, short replicationFactor) {
  /// The least that a topic's `max.message.bytes` may be: a decision has at most 900,000 bytes, and
  /// its key, its headers and Kafka's own are around it.
  public static final int LEAST_MESSAGE_BYTES = 950_000;

  /// Kafka's default.
  private static final int KAFKAS_MESSAGE_BYTES = 1_048_588;

  /// One laptop. Each partition costs some processor time in call control and in the broker, calls
  /// or not; four do for as many instances (docs/performance.md).
  public static final TopicLayout DEVELOPMENT = new TopicLayout(4, 8, (short) 1);

  /// A cluster of three brokers or more.
  public static final TopicLayout PRODUCTION = new TopicLayout(96, 64, (short) 3);

  public TopicLayout {
    check("keyPartitions", keyPartitions, 1024);
    check("nodePartitions", nodePartitions, 1024);
    check("replicationFactor", replicationFactor, 7);
  }

  private static void check(String key, int value, int highest) {
    if (value < 1 || value > highest) {
      throw new IllegalArgumentException(key + ": expected 1 to " + highest + ", found " + value);
    }
  }

  int partitions(Topic topic) {
    return switch (topic.spread()) {
      case KEY -> keyPartitions;
      case NODE -> nodePartitions;
      case ONE -> 1;
    };
  }

  /// What a topic is made with: [#settings], and that a record which was acknowledged by two
  /// brokers outlives either of them.
  Map<String, String> created(Topic topic) {
    Map<String, String> settings = new TreeMap<>(settings(topic));
    settings.put("max.message.bytes", Integer.toString(KAFKAS_MESSAGE_BYTES));
    settings.put("min.insync.replicas", replicationFactor > 2 ? "2" : "1");
    settings.put("unclean.leader.election.enable", "false");
    return settings;
  }

  /// The settings that a topic has to have on the cluster, to the letter. Time in an inbox is the
  /// broker's: `now` in a decision is the record's append time (ARCHITECTURE.md, "The way of a
  /// call"). A size is no measure of what may be forgotten.
  static Map<String, String> settings(Topic topic) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cleanup.policy", topic.compacted() ? "compact" : "delete");
    settings.put("message.timestamp.type", "LogAppendTime");
    if (!topic.compacted()) {
      Duration retention = topic.retention();
      settings.put("retention.ms", retention == null ? "-1" : Long.toString(retention.toMillis()));
      settings.put("retention.bytes", "-1");
    }
    return settings;
  }
}
