package io.switchlog.switchlog.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The settings of the one node, broker and controller in one, for a machine of two cores that it
/// shares.
final class NodeProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /// The topics that Kafka makes for itself. Four partitions in place of fifty: each is a folder,
  /// files and start-up time.
  private static final Map<String, String> ONE_REPLICA =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "transaction.state.log.num.partitions", "4",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1",
          "share.coordinator.state.topic.num.partitions", "4");

  /// A dead member is found after one second where it asks for that, a dead transaction soon after
  /// its time-out. A start after kill -9 waits until the controller forgets the broker that was
  /// killed: 3 s in place of 9 s.
  private static final Map<String, String> QUICK_TO_NOTICE =
      Map.of(
          "group.initial.rebalance.delay.ms", "0",
          "group.min.session.timeout.ms", "1000",
          "group.consumer.min.session.timeout.ms", "1000",
          "group.consumer.min.heartbeat.interval.ms", "200",
          "group.streams.min.session.timeout.ms", "1000",
          "group.streams.min.heartbeat.interval.ms", "200",
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500",
          "add.partitions.to.txn.retry.backoff.ms", "1",
          "broker.heartbeat.interval.ms", "500",
          "broker.session.timeout.ms", "3000");

  private static final Map<String, String> FEW_THREADS =
      Map.of(
          "num.network.threads", "1",
          "num.io.threads", "2",
          "background.threads", "2",
          "num.replica.fetchers", "1",
          "num.recovery.threads.per.data.dir", "1",
          "group.coordinator.threads", "1",
          "share.coordinator.threads", "1",
          "log.cleaner.threads", "1",
          "log.cleaner.dedupe.buffer.size", "4194304",
          "metric.reporters", "");

  private NodeProperties() {}

  static Map<String, String> of(Path log, int port, int controllerPort) {
    var properties = new TreeMap<>(node(log, port, controllerPort));
    properties.putAll(ONE_REPLICA);
    properties.putAll(QUICK_TO_NOTICE);
    properties.putAll(FEW_THREADS);
    return properties;
  }

  private static Map<String, String> node(Path log, int port, int controllerPort) {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE_ID)),
        Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
        Map.entry("controller.listener.names", CONTROLLER_LISTENER),
        Map.entry("inter.broker.listener.name", "CLIENTS"),
        Map.entry(
            "listeners",
            "CLIENTS://127.0.0.1:%d,%s://127.0.0.1:%d"
                .formatted(port, CONTROLLER_LISTENER, controllerPort)),
        Map.entry("advertised.listeners", "CLIENTS://127.0.0.1:" + port),
        Map.entry(
            "listener.security.protocol.map",
            "CLIENTS:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT"),
        Map.entry("log.dirs", log.toString()),
        // A misspelt topic is an error, not a topic with one partition.
        Map.entry("auto.create.topics.enable", "false"));
  }
}
