package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `switchlog call` and `switchlog hangup`, as users give them, with phones at both ends that
/// listen.
class OriginateLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  /// SIPp is rung first and plays; the phone that is rung then hears each byte of it.
  @Test
  void theSecondPartyHearsTheFirst() {
    Recording recording = Recording.load();
    int first = Ports.free();
    try (UdpPhone phone = UdpPhone.listen("second", "127.0.0.1", Ports.free());
        Exchange exchange = Exchange.start(folder, "--route", "second=" + phone.uri());
        Sipp plays =
            Sipp.callee(
                "callee-plays", folder, first, 1, "-key", "pcap", Recording.FILE.toString())) {
      phone.follow(Script.PLAIN.answerAfter(1));
      CompletableFuture<Exchange.Printed> call =
          CompletableFuture.supplyAsync(
              () -> exchange.run("call", "sip:first@127.0.0.1:" + first, "second"));
      // SIPp plays from its ACK on: what the second party misses is the time until it answers.
      assertThat(phone.await(_ -> phone.rtpPacketsHeard() > recording.packets() / 2, SOON))
          .as(() -> "heard " + phone.rtpPacketsHeard() + " of " + recording.packets())
          .isTrue();
      phone.hangUp();
      assertThat(phone.await(State.ENDED, SOON)).isTrue();
      plays.awaitSuccess(SOON);

      Exchange.Printed printed = call.join();
      assertThat(printed.exit()).as(printed.err()).isZero();
      assertThat(printed.out())
          .contains("LegsBridged", "ended: normal, leg 2 hung up; connected for");
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
      String heard = new String(phone.heardCodes(), java.nio.charset.StandardCharsets.ISO_8859_1);
      String played = new String(recording.codes(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(played).contains(heard.substring(heard.length() - 8_000));
    }
  }

  /// The first party hears the tone while nobody answers, until somebody ends it from outside.
  @Test
  void theFirstPartyHearsThatTheSecondIsRung() {
    int second = Ports.free();
    try (UdpPhone phone = UdpPhone.listen("first", "127.0.0.1", Ports.free());
        Exchange exchange =
            Exchange.start(folder, "--route", "second=sip:second@127.0.0.1:" + second);
        Sipp rings = Sipp.callee("callee-rings", folder, second, 1)) {
      phone.follow(Script.PLAIN.answerAfter(1));
      Exchange.Printed asked =
          exchange.run("call", "--detach", "--key", "k", phone.uri(), "second");
      String call = asked.out().strip();
      assertThat(phone.await(_ -> phone.rtpPacketsHeard() > 100, SOON)).isTrue();
      assertThat(loudest(phone.heard())).isGreaterThan(5_000);
      assertThat(exchange.run("call", "--detach", "--key", "k", phone.uri(), "second").out())
          .isEqualTo(asked.out());
      assertThat(exchange.run("call", "--key", "k", phone.uri(), "somebody else").err())
          .contains("found that of another request");

      Exchange.Printed over = exchange.run("hangup", call, "--reason", "the shift is over");
      assertThat(over.exit()).as(over.err()).isZero();
      assertThat(over.out()).contains("hung up from outside: the shift is over");
      assertThat(phone.await(State.ENDED, SOON)).isTrue();
      rings.awaitSuccess(SOON);
      assertThat(exchange.run("hangup", call).err()).contains("expected a call that goes on");
      Exchange.Printed after = exchange.run("call", "--key", "k", phone.uri(), "second");
      assertThat(after.exit()).isEqualTo(1);
      assertThat(after.out()).contains("made before under this key");
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  /// A party that is rung fetches a parked one: its leg goes to that one's call, and is re-INVITEd
  /// there.
  @Test
  void thePartyThatIsRungFetchesAParkedOne() throws IOException {
    int hertz = 1_000;
    try (UdpPhone phone = UdpPhone.listen("fetches", "127.0.0.1", Ports.free());
        Exchange exchange = Exchange.start(folder);
        Baresip parked = Baresip.dials(folder, "parked", hertz, exchange.uri("700"))) {
      Awaitility.await("its slot's number, or music")
          .atMost(SOON)
          .until(() -> parked.hears(425).level() > 1_000);
      phone.follow(Script.PLAIN.answerAfter(1));
      CompletableFuture<Exchange.Printed> call =
          CompletableFuture.supplyAsync(() -> exchange.run("call", phone.uri(), "701"));
      Awaitility.await("what the parked one says, and nothing else")
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(Baresip.tone(phone.heard(), hertz)).matches(Baresip.Tone::isPure));
      phone.hangUp();

      Exchange.Printed printed = call.join();
      assertThat(printed.out()).contains("DialogHandedOver", "went on in call");
      assertThat(printed.exit()).isZero();
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  private static int loudest(short[] sound) {
    int loudest = 0;
    for (short sample : sound) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    return loudest;
  }
}
