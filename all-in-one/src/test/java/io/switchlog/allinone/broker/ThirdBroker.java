package io.switchlog.allinone.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/// A main class: one of three Kafka nodes on loopback, broker and controller together, which keep
/// three copies of every partition and take a record once two of them have it. What `switchlog
/// broker` is not meant for.
public final class ThirdBroker {
  /// What it prints when it serves.
  public static final String READY = "broker of three ready";

  private static final Map<String, String> THREE_COPIES =
      Map.of(
          "default.replication.factor", "3",
          "min.insync.replicas", "2",
          "controller.quorum.election.timeout.ms", "500",
          "controller.quorum.fetch.timeout.ms", "1000",
          "replica.lag.time.max.ms", "3000");

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
      Files.createDirectories(log);
      NodeFormat.format(log, id, arguments[3]);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(
            new KafkaConfig(properties(id, log, brokers, controllers), false), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }

  private static Map<String, String> properties(
      int id, Path log, String[] brokers, String[] controllers) {
    List<String> voters = new ArrayList<>();
    for (int voter = 1; voter <= controllers.length; voter++) {
      voters.add(voter + "@127.0.0.1:" + controllers[voter - 1]);
    }
    Map<String, String> properties =
        new TreeMap<>(NodeProperties.node(id, log, brokers[id - 1], String.join(",", voters)));
    int controllerPort = Integer.parseInt(controllers[id - 1]);
    properties.put("process.roles", "broker,controller");
    properties.put(
        "listeners",
        properties.get("listeners") + "," + NodeProperties.controllerListener(controllerPort));
    properties.putAll(NodeProperties.copies(3, 2));
    properties.putAll(THREE_COPIES);
    return properties;
  }
}
