package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every node in a process of its own; one is killed with calls up.
class CrashTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir Path folder;

  private static String routes(int ringing, int talking, int passing) {
    return """
    rules:
      - {name: ringing, called: ringing, dial: {uri: "sip:callee@127.0.0.1:%d"}}
      - {name: talking, called: talking, dial: {uri: "sip:callee@127.0.0.1:%d"}}
      - {name: passing, called: passing, dial: {uri: "sip:callee@127.0.0.1:%d"}}
    """
        .formatted(ringing, talking, passing);
  }

  /// Fifty calls ring, fifty talk, ten more come every second: one of two call controls dies.
  @Test
  void callsSurviveTheDeathOfACallControl() throws InterruptedException {
    int ringingPort = Ports.free();
    int talkingPort = Ports.free();
    int passingPort = Ports.free();
    int passing = 300;
    try (Cluster cluster =
            Cluster.start(folder, routes(ringingPort, talkingPort, passingPort))
                .media(0)
                .control(0)
                .control(1)
                .edge(0);
        Sipp rings = Sipp.callee("callee-answers-late", folder, ringingPort, 50, "-d", "25000");
        Sipp talks = Sipp.callee("callee-plain", folder, talkingPort, 50);
        Sipp passes = Sipp.callee("callee-plain", folder, passingPort, passing)) {
      int edge = cluster.edgePort(0);
      try (Sipp callers =
              Sipp.caller("caller-plain", folder, edge, "ringing", 50, "-r", "25", "-d", "3000");
          Sipp talkers =
              Sipp.caller("caller-plain", folder, edge, "talking", 50, "-r", "25", "-d", "25000");
          Sipp passers =
              Sipp.caller(
                  "caller-plain", folder, edge, "passing", passing, "-r", "10", "-d", "1000")) {
        TimeUnit.SECONDS.sleep(10); // the calls are up: ringing, talking and coming
        cluster.kill("control-0");

        assertThat(callers.awaitSuccess(LONG).successful()).isEqualTo(50);
        assertThat(talkers.awaitSuccess(LONG).successful()).isEqualTo(50);
        assertThat(passers.awaitSuccess(LONG).successful()).isEqualTo(passing);
        rings.awaitSuccess(LONG);
        talks.awaitSuccess(LONG);
        passes.awaitSuccess(LONG);
      }
      assertThat(cluster.run("replay", "--all")).contains("no difference");
      assertThat(SentMessages.sentTwice(cluster.kafka())).isEmpty();
      assertThat(cluster.run("calls", "--live")).doesNotContain("talking", "ringing", "passing");
      System.out.println(Pause.longest(cluster.kafka()).report());
    }
  }

  /// Fifty established calls; the edge they came in by dies; both sides' BYEs go by the other one.
  @Test
  void establishedCallsEndThroughTheOtherEdge() throws InterruptedException {
    int talkingPort = Ports.free();
    try (Cluster cluster =
            Cluster.start(folder, routes(Ports.free(), talkingPort, Ports.free()))
                .media(0)
                .control(0)
                .edge(0)
                .edge(1);
        Sipp talks = Sipp.callee("callee-plain", folder, talkingPort, 50);
        Sipp talkers =
            Sipp.caller(
                "caller-moves",
                folder,
                cluster.edgePort(0),
                "talking",
                50,
                "-r",
                "25",
                "-d",
                "10000",
                "-key",
                "edge",
                Integer.toString(cluster.edgePort(1)))) {
      TimeUnit.SECONDS.sleep(6); // all fifty are talking
      cluster.kill("edge-0");

      assertThat(talkers.awaitSuccess(LONG).successful()).isEqualTo(50);
      talks.awaitSuccess(LONG);
      assertThat(cluster.run("replay", "--all")).contains("no difference");
    }
  }
}
