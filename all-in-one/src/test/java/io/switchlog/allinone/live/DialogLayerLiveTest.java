package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What SIPp can play of session timers (RFC 4028), reliable progress (RFC 3262) and requests
/// inside a dialog, both ways and end to end.
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
}
