package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A media node with ports for two legs carries one call and no more.
@Tag("long")
class PortsExhaustedTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aCallWithoutPortsIsRefusedAndTheNextFindsThemFree() {
    int first = Ports.block(5);
    int even = first + (first & 1);
    try (UdpPhone bob = UdpPhone.listen("callee", "127.0.0.1", Ports.free());
        UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", Ports.free());
        Cluster cluster =
            Cluster.start(
                    folder,
                    """
                    rules:
                      - {name: callee, called: callee, dial: {uri: "%s"}}
                    """
                        .formatted(bob.uri()))
                .media(0, even, even + 3)
                .control(0)
                .edge(0)) {
      bob.follow(Script.PLAIN.answerAfter(200));
      for (int round = 0; round < 3; round++) {
        talk(alice, "127.0.0.1:" + cluster.edgePort(0));

        try (Sipp tooMany =
            Sipp.caller("caller-meets-503", folder, cluster.edgePort(0), "callee", 1)) {
          tooMany.awaitSuccess(SOON);
        }
        alice.hangUp();
        assertThat(alice.await(State.ENDED, SOON)).isTrue();
        assertThat(bob.await(State.ENDED, SOON)).isTrue();
      }
      assertThat(cluster.run("replay", "--all")).contains("no difference");
    }
  }

  /// Calls until somebody answers: the ports of the round before are free once the media node has
  /// heard of that call's end, which may be a moment after the phones have.
  private static void talk(UdpPhone alice, String edge) {
    Awaitility.await("a call that finds ports")
        .atMost(SOON)
        .until(() -> {
          alice.call("sip:callee@127.0.0.1", edge);
          boolean settled = alice.await(State.TALKING, SOON);
          PhoneLog log = alice.log();
          return settled && log != null && log.state() == State.TALKING;
        });
  }
}
