package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/// The nodes over Apache's own image of Kafka, as the embedded broker is not the one that carriers
/// run. Needs a Docker engine; where none runs the test says so and is skipped.
class ContainerBrokerTest {
  private static final String IMAGE = "apache/kafka-native:4.1.1";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @BeforeAll
  static void aDockerEngineRuns() {
    boolean runs = DockerClientFactory.instance().isDockerAvailable();
    if (!runs) {
      System.out.println(
          "SKIPPED ContainerBrokerTest: no Docker engine runs here, so that calls over a broker in"
              + " a container ("
              + IMAGE
              + ") were not tried");
    }
    Assumptions.assumeTrue(runs, "a Docker engine");
  }

  @Test
  void plainCallsOverABrokerInAContainer() {
    int callee = Ports.free();
    String routes =
        """
        rules:
          - {name: callee, called: callee, dial: {uri: "sip:callee@127.0.0.1:%d"}}
        """
            .formatted(callee);
    try (KafkaContainer kafka = new KafkaContainer(IMAGE)) {
      kafka.start();
      try (Cluster cluster =
              Cluster.over(kafka.getBootstrapServers(), folder, routes)
                  .topics()
                  .media(0)
                  .control(0)
                  .edge(0);
          Sipp uas = Sipp.callee("callee-plain", folder, callee, 5);
          Sipp uac =
              Sipp.caller("caller-plain", folder, cluster.edgePort(0), "callee", 5, "-d", "500")) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(5);
        uas.awaitSuccess(SOON);
        assertThat(cluster.run("replay", "--all")).contains("no difference");
      }
    }
  }
}
