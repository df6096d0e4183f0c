package io.switchlog.media.core;

import static io.switchlog.media.core.Rig.LIFE;
import static io.switchlog.media.core.Rig.endpoint;
import static io.switchlog.media.core.Rig.rtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import org.junit.jupiter.api.Test;

/// Whose silence is told of, and whose is not.
class SilenceStoriesTest {
  private static final RemoteAddress PHONE = new RemoteAddress("198.51.100.1", 5_000, 5_001);
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final long TIMEOUT = TIMEOUT_MILLIS * 1_000L;

  private final Rig rig = new Rig();

  @Test
  void aCallThatBothPhonesLeftIsToldOfWhenTheTimeIsOver() {
    int[] ports = bridge(1, true, true);
    talk(ports[0], "198.51.100.1:5000", 5_000_000);
    rig.pass(TIMEOUT - 1);
    assertThat(rig.facts).isEmpty();
    rig.pass(1);
    assertThat(rig.facts).containsExactly(silence(2, TIMEOUT_MILLIS));
  }

  @Test
  void soundOneWayIsNoSilence() {
    int[] ports = bridge(1, true, true);
    talk(ports[0], "198.51.100.1:5000", 3 * TIMEOUT);
    assertThat(rig.facts).isEmpty();
  }

  /// RFC 3264 section 5.1: RTCP goes whatever is said; a phone that sends no silence still reports.
  @Test
  void aReportIsAsGoodAsAVoice() {
    int[] ports = bridge(1, true, true);
    for (int i = 0; i < 30; i++) {
      rig.pass(5_000_000);
      rig.receive(ports[1] + 1, "198.51.100.2:5001", RelayStoriesTest.receiverReport());
    }
    assertThat(rig.facts).isEmpty();
  }

  @Test
  void aHeldCallMayBeSilentAndIsWaitedForAnewWhenItGoesOn() {
    bridge(1, true, true);
    // The holder may play music and plays none.
    bridge(2, true, false);
    rig.pass(3 * TIMEOUT);
    assertThat(rig.facts).isEmpty();
    bridge(3, true, true);
    rig.pass(TIMEOUT - 1);
    assertThat(rig.facts).isEmpty();
    rig.pass(1);
    assertThat(rig.facts).hasSize(1);
  }

  @Test
  void theOneLegOfAnEchoCounts() {
    rig.ports(1, endpoint(1, PHONE, new Source.Echo(), true, true, TIMEOUT_MILLIS));
    rig.pass(TIMEOUT);
    assertThat(rig.facts).containsExactly(silence(1, TIMEOUT_MILLIS));
    rig.ports(2, endpoint(1, PHONE, new Source.Echo(), false, true, TIMEOUT_MILLIS));
    rig.pass(3 * TIMEOUT);
    assertThat(rig.facts).as("it is not expected to speak").hasSize(1);
  }

  @Test
  void aSilenceThatLastsIsToldAgainAndOneThatEndedIsNot() {
    int[] ports = bridge(1, true, true);
    rig.pass(TIMEOUT + Silence.REPEAT_MICROS);
    assertThat(rig.facts).containsExactly(silence(1, 20_000), silence(1, 80_000));
    talk(ports[1], "198.51.100.2:5000", 1_000_000);
    rig.pass(TIMEOUT - 1);
    assertThat(rig.facts).hasSize(2);
    rig.pass(1);
    assertThat(rig.facts).hasSize(3);
    rig.apply(2);
    rig.pass(10 * Silence.REPEAT_MICROS);
    assertThat(rig.facts).as("released").hasSize(3);
  }

  @Test
  void aCallThatMayBeSilentForEverIsAskedAboutUntilItIsReleased() {
    rig.bridge(1);
    rig.pass(Silence.UNLIMITED_MICROS - 1);
    assertThat(rig.facts).isEmpty();
    rig.pass(1 + Silence.UNLIMITED_MICROS);
    assertThat(rig.facts).containsExactly(silence(1, 600_000), silence(1, 1_200_000));
    rig.apply(ApplyMediaPlan.WHATEVER);
    assertThat(rig.open).isEmpty();
    assertThat(rig.core.nextWakeUpMicros()).isEqualTo(Long.MAX_VALUE);
  }

  private int[] bridge(long version, boolean bothHear, boolean bothSpeak) {
    return rig.ports(
        version, relay(1, 2, true, bothHear && bothSpeak), relay(2, 1, bothSpeak, bothHear));
  }

  private static Endpoint relay(int leg, int from, boolean receives, boolean sends) {
    RemoteAddress remote = new RemoteAddress("198.51.100." + leg, 5_000, 5_001);
    return endpoint(
        leg, remote, new Source.Relay(new LegId(from)), receives, sends, TIMEOUT_MILLIS);
  }

  private void talk(int port, String source, long micros) {
    for (int i = 0; i < micros / 1_000_000; i++) {
      rig.pass(1_000_000);
      rig.receive(port, source, rtp(7, i));
    }
  }

  private static RtpTimedOut silence(int leg, long millis) {
    return new RtpTimedOut(NodeId.media(0), LIFE, new LegId(leg), millis);
  }
}
