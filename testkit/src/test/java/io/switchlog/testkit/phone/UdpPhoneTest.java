package io.switchlog.testkit.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.sound.Goertzel;
import io.switchlog.testkit.sound.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UdpPhoneTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void twoPhonesHearEachOther() {
    try (UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", 0);
        UdpPhone bob = UdpPhone.listen("bob", "127.0.0.1", 0)) {
      alice.say(Signal.tone(440));
      bob.say(Signal.tone(1_000)).answerAfter(Duration.ofMillis(50));

      alice.call(bob.uri(), bob.address().toString());
      assertThat(alice.await(State.TALKING, LONG)).isTrue();
      assertThat(bob.await(State.TALKING, LONG)).isTrue();
      assertThat(alice.await(_ -> alice.rtpPacketsHeard() >= 10, LONG)).isTrue();
      assertThat(bob.await(_ -> bob.rtpPacketsHeard() >= 10, LONG)).isTrue();
      alice.hangUp();

      assertThat(alice.await(State.ENDED, LONG)).isTrue();
      assertThat(bob.await(log -> log.outcome() == Outcome.PEER_HUNG_UP, LONG)).isTrue();
      assertThat(Goertzel.share(alice.heard(), 1_000)).isGreaterThan(0.9);
      assertThat(Goertzel.share(bob.heard(), 440)).isGreaterThan(0.9);
      assertThat(alice.failure()).isNull();
    }
  }
}
