package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A caller on IPv6 talks to a phone on IPv4: the edge listens on both, the media node relays from
/// one to the other.
class TwoFamiliesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aCallerOnIpv6ReachesAPhoneOnIpv4() {
    Recording recording = Recording.load();
    int sixth = Ports.free();
    int media = Ports.block(9);
    try (UdpPhone phone = UdpPhone.listen("callee", "127.0.0.1", Ports.free());
        Cluster cluster =
            Cluster.start(
                    folder,
                    """
                    rules:
                      - {name: callee, called: callee, dial: {uri: "%s"}}
                    """
                        .formatted(phone.uri()))
                .media(0, media, media + 8, "--bind", "127.0.0.1,::1")
                .control(0)
                .edge(0, "--listen", "six=udp:[::1]:" + sixth)) {
      phone.follow(Script.PLAIN.answerAfter(100));
      try (Sipp caller =
          Sipp.callerFrom(
              "[::1]",
              "caller-plays",
              folder,
              sixth,
              "callee",
              1,
              "-key",
              "pcap",
              Recording.FILE.toString())) {
        assertThat(phone.await(_ -> phone.rtpPacketsHeard() >= recording.packets(), SOON))
            .as(() -> "heard " + phone.rtpPacketsHeard() + " of " + recording.packets())
            .isTrue();
        phone.hangUp();
        caller.awaitSuccess(SOON);
      }
      assertThat(phone.await(State.ENDED, SOON)).isTrue();
      assertThat(phone.heardCodes()).isEqualTo(recording.codes());
      assertThat(cluster.run("replay", "--all")).contains("no difference");
    }
  }
}
