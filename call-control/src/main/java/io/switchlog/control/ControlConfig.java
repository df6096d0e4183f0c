package io.switchlog.control;

import io.switchlog.control.stream.ShellConfig;
import io.switchlog.wire.token.ClusterSecret;
import java.nio.file.Path;

/// The configuration of a call-control node.
///
/// @param ordinal the node's number among its kind, from 0
/// @param kafka `host:port` of one broker or more, separated by commas
/// @param secret the key that all nodes of the cluster share
/// @param stateDir where local copies of the stores may be kept
/// @param threads how many threads decide, 1 to 64; each owns whole partitions
/// @param standbyReplicas how many other nodes keep a warm copy of each store, 0 to 3
/// @param build what the node runs, for people who read the journal
/// @param lingerMillis how long a record may wait for others to share its request, 0 to 100
/// @param warmUpMillis how long the node may drive made-up calls before it joins, 0 for not at all
/// @param deliveryMillis how long a record is tried that the bus does not take, until its partition
///   is given up and its input decided again, 1,000 to 32,000
public record ControlConfig(
    int ordinal,
    String kafka,
    ClusterSecret secret,
    Path stateDir,
    int threads,
    int standbyReplicas,
    String build,
    int lingerMillis,
    int warmUpMillis,
    int deliveryMillis) {

  /// The longest that a command is of use.
  private static final int LONGEST_DELIVERY_MILLIS = 32_000;

  /// Nobody waits for the log's copy of a command that is pushed (ADR 0012), nor for the journal's
  /// of a decision.
  public static final int LINGER_MILLIS = 20;

  private static final String DEVELOPMENT = "development";

  public ControlConfig {
    check("ordinal", ordinal, 0, 1023);
    check("threads", threads, 1, 64);
    check("standbyReplicas", standbyReplicas, 0, 3);
    check("lingerMillis", lingerMillis, 0, 100);
    check("warmUpMillis", warmUpMillis, 0, 60_000);
    check("deliveryMillis", deliveryMillis, 1_000, LONGEST_DELIVERY_MILLIS);
    if (kafka.isBlank()) {
      throw new IllegalArgumentException("kafka: expected HOST:PORT, found nothing");
    }
  }

  /// Of a build without a name, with the usual linger and a warm-up of 1.5 s.
  public ControlConfig(
      int ordinal,
      String kafka,
      ClusterSecret secret,
      Path stateDir,
      int threads,
      int standbyReplicas) {
    this(
        ordinal,
        kafka,
        secret,
        stateDir,
        threads,
        standbyReplicas,
        DEVELOPMENT,
        LINGER_MILLIS,
        1_500,
        LONGEST_DELIVERY_MILLIS);
  }

  /// The same without a warm-up.
  public ControlConfig cold() {
    return with(0, deliveryMillis);
  }

  /// The same, giving a partition up after so long.
  public ControlConfig delivering(int millis) {
    return with(warmUpMillis, millis);
  }

  private ControlConfig with(int newWarmUpMillis, int newDeliveryMillis) {
    return new ControlConfig(
        ordinal,
        kafka,
        secret,
        stateDir,
        threads,
        standbyReplicas,
        build,
        lingerMillis,
        newWarmUpMillis,
        newDeliveryMillis);
  }

  ShellConfig shell() {
    return new ShellConfig(
        stateDir, threads, standbyReplicas, build, lingerMillis, warmUpMillis, deliveryMillis);
  }

  private static void check(String key, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          key + ": expected " + lowest + " to " + highest + ", found " + value);
    }
  }
}
