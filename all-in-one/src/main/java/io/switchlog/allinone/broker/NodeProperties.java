package io.switchlog.allinone.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The settings of a node, for a machine of two cores that it shares: of the one that is broker and
/// controller in one, and what any node of a small cluster has in common with it.
final class NodeProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

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
          "broker.heartbeat.interval.ms", "1000",
          "broker.session.timeout.ms", "3000");

  /// What is said when nothing is to be said is written to disk each time.
  private static final String IDLE_MILLIS = "5000";

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

  /// The one node.
  ///
  /// @param overrides replace ours
  static Map<String, String> of(
      Path log, int port, int controllerPort, Map<String, String> overrides) {
    var properties =
        new TreeMap<>(
            node(NODE_ID, log, "127.0.0.1:" + port, NODE_ID + "@127.0.0.1:" + controllerPort));
    properties.put("process.roles", "broker,controller");
    properties.put(
        "listeners", properties.get("listeners") + "," + controllerListener(controllerPort));
    properties.putAll(copies(1, 1));
    properties.putAll(overrides);
    return properties;
  }

  static String controllerListener(int port) {
    return CONTROLLER_LISTENER + "://127.0.0.1:" + port;
  }

  /// Any node, a broker only.
  ///
  /// @param clients where it listens, `host:port`
  /// @param voters the controllers, `id@host:port`, separated by commas
  static Map<String, String> node(int id, Path log, String clients, String voters) {
    var properties = new TreeMap<>(QUICK_TO_NOTICE);
    properties.putAll(FEW_THREADS);
    properties.put("process.roles", "broker");
    properties.put("node.id", Integer.toString(id));
    properties.put("controller.quorum.voters", voters);
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put("inter.broker.listener.name", "CLIENTS");
    properties.put("listeners", "CLIENTS://" + clients);
    properties.put("advertised.listeners", "CLIENTS://" + clients);
    properties.put(
        "listener.security.protocol.map",
        "CLIENTS:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    properties.put("metadata.max.idle.interval.ms", IDLE_MILLIS);
    properties.put("log.dirs", log.toString());
    // A misspelt topic is an error, not a topic with one partition.
    properties.put("auto.create.topics.enable", "false");
    return properties;
  }

  /// The topics that Kafka makes for itself. Four partitions in place of fifty: each is a folder,
  /// files and start-up time.
  static Map<String, String> copies(int replicas, int inSync) {
    var all = Integer.toString(replicas);
    var least = Integer.toString(inSync);
    return Map.of(
        "offsets.topic.replication.factor", all,
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.replication.factor", all,
        "transaction.state.log.min.isr", least,
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.replication.factor", all,
        "share.coordinator.state.topic.min.isr", least,
        "share.coordinator.state.topic.num.partitions", "4");
  }
}
