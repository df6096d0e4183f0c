package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every node in a process of its own; one is killed with calls up.
class CrashTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  private static final int[] NOBODY = {9, 9};

  @TempDir Path folder;

  /// @param group two phones that ring side by side
  /// @param hunt a phone that rings for some time, and the one that rings after it
  private static String routes(int ringing, int talking, int passing, int[] group, int[] hunt) {
    return """
    rules:
      - name: group
        called: group
        dial: {targets: [{uri: "sip:a@127.0.0.1:%d"}, {uri: "sip:b@127.0.0.1:%d"}]}
      - name: hunt
        called: hunt
        dial:
          stages:
            - targets: [{uri: "sip:a@127.0.0.1:%d", ring: 20s}]
            - targets: [{uri: "sip:b@127.0.0.1:%d"}]
      - {name: ringing, called: ringing, dial: {uri: "sip:callee@127.0.0.1:%d"}}
      - {name: talking, called: talking, dial: {uri: "sip:callee@127.0.0.1:%d"}}
      - {name: passing, called: passing, dial: {uri: "sip:callee@127.0.0.1:%d"}}
    """
        .formatted(group[0], group[1], hunt[0], hunt[1], ringing, talking, passing);
  }

  /// Fifty calls ring, fifty talk, ten more come every second; of others two phones ring, or one
  /// whose time runs out before another is rung: one of two call controls dies.
  @Test
  void callsSurviveTheDeathOfACallControl() throws InterruptedException {
    int ringingPort = Ports.free();
    int talkingPort = Ports.free();
    int passingPort = Ports.free();
    int[] group = {Ports.free(), Ports.free()};
    int[] hunt = {Ports.free(), Ports.free()};
    int passing = 300;
    try (Cluster cluster =
            Cluster.start(folder, routes(ringingPort, talkingPort, passingPort, group, hunt))
                .media(0)
                .control(0)
                .control(1)
                .edge(0);
        Sipp rings = Sipp.callee("callee-answers-late", folder, ringingPort, 50, "-d", "25000");
        Sipp losers = Sipp.callee("callee-rings-for-another", folder, group[0], 20);
        Sipp winners = Sipp.callee("callee-answers-late", folder, group[1], 20, "-d", "25000");
        Sipp silent = Sipp.callee("callee-rings", folder, hunt[0], 20);
        Sipp last = Sipp.callee("callee-plain", folder, hunt[1], 20);
        Sipp talks = Sipp.callee("callee-plain", folder, talkingPort, 50);
        Sipp passes = Sipp.callee("callee-plain", folder, passingPort, passing)) {
      int edge = cluster.edgePort(0);
      try (Sipp callers =
              Sipp.caller("caller-plain", folder, edge, "ringing", 50, "-r", "25", "-d", "3000");
          Sipp groupCallers =
              Sipp.caller("caller-plain", folder, edge, "group", 20, "-r", "10", "-d", "3000");
          Sipp huntCallers =
              Sipp.caller("caller-plain", folder, edge, "hunt", 20, "-r", "10", "-d", "3000");
          Sipp talkers =
              Sipp.caller("caller-plain", folder, edge, "talking", 50, "-r", "25", "-d", "25000");
          Sipp passers =
              Sipp.caller(
                  "caller-plain", folder, edge, "passing", passing, "-r", "10", "-d", "1000")) {
        TimeUnit.SECONDS.sleep(10); // the calls are up: ringing, talking and coming
        cluster.kill("control-0");

        assertThat(callers.awaitSuccess(LONG).successful()).isEqualTo(50);
        assertThat(groupCallers.awaitSuccess(LONG).successful()).isEqualTo(20);
        assertThat(huntCallers.awaitSuccess(LONG).successful()).isEqualTo(20);
        for (Sipp phones : List.of(losers, winners, silent, last)) {
          phones.awaitSuccess(LONG);
        }
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
            Cluster.start(folder, routes(Ports.free(), talkingPort, Ports.free(), NOBODY, NOBODY))
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
