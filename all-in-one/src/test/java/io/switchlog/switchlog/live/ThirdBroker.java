package io.switchlog.switchlog.live;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// A main class: one of three Kafka nodes on loopback, broker and controller together, which keep
/// three copies of every partition and take a record once two of them have it. What `switchlog
/// broker` is not meant for.
final class ThirdBroker {
  static final String READY = "broker of three ready";
  private static final String CONTROLLER = "CONTROLLER";

  private ThirdBroker() {}

  /// Runs the node until it is killed.
  ///
  /// @param arguments the node's number from 1, all brokers' addresses and all controllers' ports
  ///   by number, the cluster's id, the node's folder
  public static void main(String[] arguments) throws Exception {
    int id = Integer.parseInt(arguments[0]);
    String[] brokers = arguments[1].split(",", -1);
    String[] controllers = arguments[2].split(",", -1);
    Path log = Path.of(arguments[4]);
    if (!Files.exists(log.resolve("meta.properties"))) {
      format(id, arguments[3], log);
    }
    Map<String, String> properties = new TreeMap<>(node(id, brokers[id - 1], controllers, log));
    properties.putAll(THREE_COPIES);
    properties.putAll(QUICK_TO_NOTICE);
    properties.putAll(FEW_THREADS);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }

  private static void format(int id, String clusterId, Path log) throws Exception {
    Files.createDirectories(log);
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setClusterId(clusterId)
          .setNodeId(id)
          .setControllerListenerName(CONTROLLER)
          .setMetadataLogDirectory(log.toString())
          .addDirectory(log.toString())
          .setReleaseVersion(MetadataVersion.IBP_4_3_IV0)
          .run();
    }
  }

  private static Map<String, String> node(int id, String broker, String[] controllers, Path log) {
    List<String> voters = new ArrayList<>();
    for (int voter = 1; voter <= controllers.length; voter++) {
      voters.add(voter + "@127.0.0.1:" + controllers[voter - 1]);
    }
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(id),
        "controller.quorum.voters",
        String.join(",", voters),
        "controller.listener.names",
        CONTROLLER,
        "inter.broker.listener.name",
        "CLIENTS",
        "listeners",
        "CLIENTS://%s,%s://127.0.0.1:%s".formatted(broker, CONTROLLER, controllers[id - 1]),
        "advertised.listeners",
        "CLIENTS://" + broker,
        "listener.security.protocol.map",
        "CLIENTS:PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
        "log.dirs",
        log.toString(),
        "auto.create.topics.enable",
        "false");
  }

  private static final Map<String, String> THREE_COPIES =
      Map.of(
          "default.replication.factor", "3",
          "min.insync.replicas", "2",
          "offsets.topic.replication.factor", "3",
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.replication.factor", "3",
          "transaction.state.log.min.isr", "2",
          "transaction.state.log.num.partitions", "4",
          "share.coordinator.state.topic.replication.factor", "3",
          "share.coordinator.state.topic.min.isr", "2",
          "share.coordinator.state.topic.num.partitions", "4");

  private static final Map<String, String> QUICK_TO_NOTICE =
      Map.of(
          "group.initial.rebalance.delay.ms", "0",
          "group.min.session.timeout.ms", "1000",
          "broker.heartbeat.interval.ms", "500",
          "broker.session.timeout.ms", "3000",
          "controller.quorum.election.timeout.ms", "500",
          "controller.quorum.fetch.timeout.ms", "1000",
          "replica.lag.time.max.ms", "3000");

  private static final Map<String, String> FEW_THREADS =
      Map.of(
          "num.network.threads", "1",
          "num.io.threads", "2",
          "background.threads", "2",
          "num.replica.fetchers", "1",
          "num.recovery.threads.per.data.dir", "1",
          "log.cleaner.threads", "1",
          "log.cleaner.dedupe.buffer.size", "4194304",
          "metric.reporters", "");
}
