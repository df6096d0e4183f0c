package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Phones that have to prove who they are before their calls are put through.
class AuthenticationLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int HERTZ = 1_000;
  private static final String REALM = "pbx.example";

  @TempDir Path folder;

  @Test
  void usersCallAndOthersDoNot() throws Exception {
    int callee = Ports.free();
    String routes =
        """
        rules:
          - {name: all, called: bob, dial: {uri: "sip:callee@127.0.0.1:%d"}}
          - {name: echo, called: echo, echo: {}}
        """
            .formatted(callee);
    try (Cluster cluster =
        Cluster.start(folder, routes)
            .media(0)
            .control(0)
            .edge(0, "--authenticate", "udp", "--realm", REALM)) {
      Path password = Files.writeString(folder.resolve("password"), "first\n");
      assertThat(add(cluster, "1001", password)).contains("1001 of pbx.example may call");
      assertThat(cluster.run("users", "add", "1002", "--realm", REALM)).contains("password: ");
      assertThat(cluster.run("users", "list"))
          .contains("1001", "1002", "MD5 SHA-256 SHA-512-256")
          .doesNotContain("first");

      awaitCall(cluster, callee, "1001", "first", 3);
      String echo = "sip:echo@127.0.0.1:" + cluster.edgePort(0);
      try (Baresip phone =
          Baresip.dials(folder, "phone", HERTZ, echo, ";auth_user=1001;auth_pass=first")) {
        Awaitility.await("its own tone, and nothing else")
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(() -> assertThat(phone.hears(HERTZ)).matches(Baresip.Tone::isPure));
      }
      try (Baresip phone =
          Baresip.dials(folder, "other", HERTZ, echo, ";auth_user=1001;auth_pass=second")) {
        Awaitility.await("it gives up").atMost(SOON).until(() -> phone.printed().contains("407"));
        assertThat(phone.printed()).doesNotContain("Call established");
      }
      // The edge that is up hears of it.
      Files.writeString(password, "another\n");
      var _ =
          cluster.run(
              "users", "passwd", "1001", "--realm", REALM, "--password-file", password.toString());
      awaitCall(cluster, callee, "1001", "another", 1);
      try (Sipp wrong = caller(cluster, "1001", "first", 1)) {
        assertThat(wrong.awaitExit(SOON)).isNotZero();
      }
      var _ = cluster.run("users", "remove", "1001", "--realm", REALM);
      try (Sipp removed = caller(cluster, "1001", "another", 1)) {
        assertThat(removed.awaitExit(SOON)).isNotZero();
      }
      assertThat(cluster.run("users", "list")).contains("1002").doesNotContain("1001");
      cluster.awaitNoLiveCalls();
      assertThat(cluster.run("replay", "--all")).contains(": no difference");
      assertThat(cluster.run("calls")).doesNotContain("407");
    }
  }

  private static String add(Cluster cluster, String name, Path password) {
    return cluster.run(
        "users", "add", name, "--realm", REALM, "--password-file", password.toString());
  }

  /// Until the edge has read what was said of the user.
  private void awaitCall(Cluster cluster, int port, String name, String password, int calls) {
    Awaitility.await(name + " calls")
        .atMost(SOON)
        .until(() -> {
          try (Sipp called = Sipp.callee("callee-plain", folder, port, calls);
              Sipp caller = caller(cluster, name, password, calls)) {
            return caller.awaitExit(SOON) == 0 && called.awaitExit(SOON) == 0;
          }
        });
  }

  private Sipp caller(Cluster cluster, String name, String password, int calls) {
    return Sipp.caller(
        "caller-proves-who-it-is",
        folder,
        cluster.edgePort(0),
        "bob",
        calls,
        "-d",
        "200",
        "-inf",
        users(name, password).toString());
  }

  private Path users(String name, String password) {
    try {
      return Files.writeString(
          folder.resolve("users.csv"),
          "SEQUENTIAL\n[authentication username=%s password=%s]\n".formatted(name, password));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
