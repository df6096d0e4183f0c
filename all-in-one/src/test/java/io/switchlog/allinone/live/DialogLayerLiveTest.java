package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What SIPp can play of session timers (RFC 4028), reliable progress (RFC 3262), credentials (RFC
/// 3261 section 22) and requests inside a dialog, both ways and end to end.
class DialogLayerLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CALLS = 3;

  @TempDir private Path folder;

  @Test
  void sessionsAreTimedAndProgressIsAcknowledged() throws IOException {
    int port = Ports.free();
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            session-timer: 30m
            rules:
              - {name: timed, called: timed, dial: {uri: "sip:callee@127.0.0.1:%d"}}
            """
                .formatted(port));
    try (Exchange exchange =
        Exchange.start(folder.resolve("exchange"), "--config", routes.toString())) {
      try (Sipp uas = Sipp.callee("callee-is-asked-again", folder, port, CALLS);
          Sipp uac = Sipp.caller("caller-refreshes", folder, exchange.sipPort(), "timed", CALLS)) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(CALLS);
        uas.awaitSuccess(SOON);
      }
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  /// What a trunk gets is checked by SIPp; a password is in no record.
  @Test
  void aTrunkThatAsksForCredentialsGetsThem() throws IOException {
    int port = Ports.free();
    Path credentials = folder.resolve("credentials.yaml");
    Files.writeString(credentials, "acme: {username: switchlog, password: s3cret}");
    Path routes =
        Files.writeString(
            folder.resolve("trunk.yaml"),
            """
            rules:
              - name: trunk
                called: trunk
                dial: {uri: "sip:callee@127.0.0.1:%d", credentials: acme}
            """
                .formatted(port));
    try (Exchange exchange =
        Exchange.start(
            folder.resolve("exchange"),
            "--config",
            routes.toString(),
            "--credentials",
            credentials.toString())) {
      try (Sipp uas = Sipp.callee("callee-asks-for-credentials", folder, port, CALLS);
          Sipp uac = Sipp.caller("caller-holds", folder, exchange.sipPort(), "trunk", CALLS)) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(CALLS);
        uas.awaitSuccess(SOON);
      }
      exchange.awaitNoLiveCalls();
      String call = exchange.run("calls").out().lines().toList().getLast().replaceAll(" .*", "");
      String shown = exchange.run("show", call).out();
      assertThat(shown).contains("RequestChallenged").doesNotContain("s3cret");
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }
}
