package io.switchlog.allinone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/// A broker in this process that joins another one's cluster, so that a partition can have a second
/// copy, and lose it.
public final class SecondBroker implements AutoCloseable {
  /// Its number in the cluster.
  public static final int ID = 2;

  private final KafkaRaftServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SecondBroker(KafkaRaftServer server) {
    this.server = server;
  }

  /// Starts it and returns when it serves.
  ///
  /// @param clusterId that of the first one
  /// @param settings Kafka's own, which replace ours
  public static SecondBroker join(
      EmbeddedBroker first, String clusterId, Path folder, Map<String, String> settings)
      throws IOException {
    Path log = Files.createDirectories(folder);
    NodeFormat.format(log, ID, clusterId);
    String voters = NodeProperties.NODE_ID + "@127.0.0.1:" + first.controllerPort();
    Map<String, String> properties =
        new TreeMap<>(
            NodeProperties.node(ID, log, "127.0.0.1:" + EmbeddedBroker.freePort(), voters));
    properties.putAll(NodeProperties.copies(1, 1));
    properties.putAll(settings);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    return new SecondBroker(server);
  }

  /// Leaves the cluster in good order; a second call does nothing.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.shutdown();
      server.awaitShutdown();
    }
  }
}
