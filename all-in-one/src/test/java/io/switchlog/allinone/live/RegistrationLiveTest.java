package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Phones that register and call each other by extension, whatever dies meanwhile.
class RegistrationLiveTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int ANN = 700;
  private static final int BOB = 1_300;
  private static final String ROUTES =
      """
      rules:
        - {name: users, called: '(1\\d{3})', user: {name: $1}}
      """;

  @TempDir Path folder;

  @Test
  void phonesCallEachOtherWhateverDies() throws Exception {
    String overTcp = "127.0.0.1:" + Ports.free();
    try (Cluster cluster =
        Cluster.start(folder, ROUTES)
            .media(0)
            .control(0)
            .edge(0, "--listen", "tcp=tcp:" + overTcp)) {
      Path password = Files.writeString(folder.resolve("password"), "secret\n");
      for (String user : List.of("1000", "1001")) {
        var _ = cluster.run("users", "add", user, "--password-file", password.toString());
      }
      String server = "127.0.0.1:" + cluster.edgePort(0);
      try (Baresip bob =
          Baresip.registers(folder, "bob", BOB, "1001", "secret", server, ";answermode=auto")) {
        awaitRegistered(cluster, "1001", "UDP");
        talks(cluster, "ann", bob);
        cluster.kill("control-0");
        assertThat(cluster.startAgain(List.of("control-0"))).isZero();
        talks(cluster, "ann after call control", bob);
        cluster.kill("edge-0");
        assertThat(cluster.startAgain(List.of("edge-0"))).isZero();
        talks(cluster, "ann after the edge", bob);
      }
      // What it was rung over is gone with its connection, and known to be at once.
      try (Baresip _ =
          Baresip.registers(folder, "tcp", BOB, "1000", "secret", overTcp + ";transport=tcp", "")) {
        awaitRegistered(cluster, "1000", "TCP");
      }
      await("its binding is gone with its connection")
          .untilAsserted(() ->
              assertThat(cluster.run("registrations", "1000")).contains("nobody is registered"));
      cluster.awaitNoLiveCalls();
      assertThat(cluster.run("replay", "--all"))
          .containsPattern("replayed \\d+ calls, .*: no difference")
          .containsPattern("replayed 2 addresses, .*: no difference");
    }
  }

  /// Of two phones of one user both ring; one answers, and the other hears that it has.
  @Test
  void allPhonesOfAUserRing() throws Exception {
    String overTcp = "127.0.0.1:" + Ports.free();
    try (Cluster cluster =
        Cluster.start(folder, ROUTES)
            .media(0)
            .control(0)
            .edge(0, "--listen", "tcp=tcp:" + overTcp)) {
      Path password = Files.writeString(folder.resolve("password"), "secret\n");
      for (String user : List.of("1000", "1001")) {
        var _ = cluster.run("users", "add", user, "--password-file", password.toString());
      }
      String server = "127.0.0.1:" + cluster.edgePort(0);
      try (Baresip desk = Baresip.registers(folder, "desk", BOB, "1001", "secret", server, "");
          Baresip soft =
              Baresip.registers(
                  folder, "soft", BOB, "1001", "secret", overTcp + ";transport=tcp", "")) {
        awaitRegistered(cluster, "1001", "UDP");
        awaitRegistered(cluster, "1001", "TCP");
        try (Baresip ann =
            Baresip.calls(folder, "ann", ANN, "1000", "secret", server, "sip:1001@" + server)) {
          await("both ring").until(() -> rang(desk) && rang(soft));
          assertThat(ann.printed()).doesNotContain("Call established");
        }
        // What rang for nothing stops when the caller gives up.
        cluster.awaitNoLiveCalls();
        try (Baresip robot =
                Baresip.registers(
                    folder, "robot", BOB, "1001", "secret", server, ";answermode=auto");
            Baresip again =
                Baresip.calls(
                    folder, "again", ANN, "1000", "secret", server, "sip:1001@" + server)) {
          await("one answers")
              .untilAsserted(() -> {
                assertThat(again.hears(BOB)).matches(Baresip.Tone::isPure);
                assertThat(robot.hears(ANN)).matches(Baresip.Tone::isPure);
              });
        }
      }
    }
  }

  private static boolean rang(Baresip phone) {
    return phone.printed().contains("Incoming call");
  }

  private void awaitRegistered(Cluster cluster, String user, String over) {
    await(user + " is registered over " + over)
        .untilAsserted(() ->
            assertThat(cluster.run("registrations", user))
                .contains(user + "@switchlog", over + " 127.0.0.1:"));
  }

  /// A phone of 1000 calls 1001, and each hears the other.
  private void talks(Cluster cluster, String name, Baresip bob) throws IOException {
    String server = "127.0.0.1:" + cluster.edgePort(0);
    try (Baresip ann =
        Baresip.calls(
            folder, name.replace(' ', '-'), ANN, "1000", "secret", server, "sip:1001@" + server)) {
      await(name + " hears bob, and bob her")
          .untilAsserted(() -> {
            assertThat(ann.hears(BOB)).matches(Baresip.Tone::isPure);
            assertThat(bob.hears(ANN)).matches(Baresip.Tone::isPure);
          });
    }
    cluster.awaitNoLiveCalls();
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(500));
  }
}
