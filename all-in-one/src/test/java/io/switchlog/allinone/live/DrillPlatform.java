package io.switchlog.allinone.live;

import java.nio.file.Path;

/// The platforms that drills are done with, all nodes in processes of their own.
final class DrillPlatform {
  private static final int FIRST_PORT = 28_000;
  private static final int PORTS = 2_300;

  private DrillPlatform() {}

  static Cluster oneOfEach(Path folder) {
    return media(Cluster.start(folder, Drill.ROUTES), 0).control(0).edge(0);
  }

  static Cluster twoOfEach(Path folder) {
    return twoOfEach(Cluster.start(folder, Drill.ROUTES));
  }

  /// Three brokers and two of each node.
  static Cluster threeBrokers(Path folder) {
    String kafka =
        "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d"
            .formatted(Ports.free(), Ports.free(), Ports.free());
    return twoOfEach(Cluster.over(kafka, folder, Drill.ROUTES).threeBrokers().topics());
  }

  private static Cluster twoOfEach(Cluster cluster) {
    return media(media(cluster, 0), 1).control(0).control(1).edge(0).edge(1);
  }

  /// Below the ports that the system gives to phones, above those of the other tests.
  private static Cluster media(Cluster cluster, int ordinal) {
    int first = FIRST_PORT + ordinal * PORTS;
    return cluster.media(ordinal, first, first + PORTS - 1);
  }
}
