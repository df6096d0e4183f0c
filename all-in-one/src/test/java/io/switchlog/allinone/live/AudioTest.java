package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIPp plays a recording of seven seconds; the phone at the other end hears each byte of it, and
/// the platform's own record of the call agrees. SIPp plays through a raw socket, for which it has
/// to be root.
class AudioTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CALLER = 1;
  private static final int CALLEE = 2;

  @TempDir Path folder;

  @Test
  void theCalleeHearsWhatTheCallerPlays() {
    Recording recording = Recording.load();
    try (UdpPhone phone = UdpPhone.listen("callee", "127.0.0.1", Ports.free());
        Exchange exchange = Exchange.start(folder, "--route", "callee=" + phone.uri())) {
      phone.follow(Script.PLAIN.answerAfter(100));
      try (Sipp plays =
          Sipp.caller(
              "caller-plays",
              folder,
              exchange.sipPort(),
              "callee",
              1,
              "-key",
              "pcap",
              Recording.FILE.toString())) {
        hangUpOnceHeard(phone, recording);
        plays.awaitSuccess(SOON);
      }

      assertThat(phone.heardCodes()).isEqualTo(recording.codes());
      Map<Integer, Heard> legs = recordOfTheOnlyCall(exchange);
      assertRelayed(leg(legs, CALLER), leg(legs, CALLEE), recording);
      assertThat(leg(legs, CALLEE).received()).isEqualTo(phone.rtpPacketsSent());
    }
  }

  @Test
  void theCallerHearsWhatTheCalleePlays() {
    Recording recording = Recording.load();
    int callee = Ports.free();
    try (UdpPhone phone = UdpPhone.listen("caller", "127.0.0.1", Ports.free());
        Exchange exchange =
            Exchange.start(folder, "--route", "callee=sip:callee@127.0.0.1:" + callee);
        Sipp plays =
            Sipp.callee(
                "callee-plays", folder, callee, 1, "-key", "pcap", Recording.FILE.toString())) {
      phone.call("sip:callee@127.0.0.1", "127.0.0.1:" + exchange.sipPort());
      hangUpOnceHeard(phone, recording);
      plays.awaitSuccess(SOON);

      assertThat(phone.heardCodes()).isEqualTo(recording.codes());
      Map<Integer, Heard> legs = recordOfTheOnlyCall(exchange);
      assertRelayed(leg(legs, CALLEE), leg(legs, CALLER), recording);
      assertThat(leg(legs, CALLER).received()).isEqualTo(phone.rtpPacketsSent());
    }
  }

  private static void hangUpOnceHeard(UdpPhone phone, Recording recording) {
    assertThat(phone.await(_ -> phone.rtpPacketsHeard() >= recording.packets(), SOON))
        .as(() -> "heard " + phone.rtpPacketsHeard() + " of " + recording.packets())
        .isTrue();
    phone.hangUp();
    assertThat(phone.await(State.ENDED, SOON)).isTrue();
    assertThat(phone.rtpPacketsHeard()).isEqualTo(recording.packets());
  }

  private static Heard leg(Map<Integer, Heard> legs, int number) {
    return Objects.requireNonNull(legs.get(number));
  }

  private static void assertRelayed(Heard played, Heard told, Recording recording) {
    assertThat(played.received()).isEqualTo(recording.packets());
    assertThat(told.sent()).isEqualTo(recording.packets());
    played.assertUndisturbed();
    told.assertUndisturbed();
  }

  /// What `switchlog show` says of both legs, once the media node's closing reports are in.
  private static Map<Integer, Heard> recordOfTheOnlyCall(Exchange exchange) {
    exchange.awaitNoLiveCalls();
    String listed = exchange.run("calls", "--ended").out();
    String call = listed.lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];
    AtomicReference<Map<Integer, Heard>> legs = new AtomicReference<>(Map.of());
    Awaitility.await("the quality of both legs")
        .atMost(SOON)
        .until(() -> {
          legs.set(Heard.in(exchange.run("show", call).out()));
          return legs.get().size() == 2;
        });
    return legs.get();
  }
}
