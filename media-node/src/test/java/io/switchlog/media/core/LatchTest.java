package io.switchlog.media.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LatchTest {
  private static final InetSocketAddress SIGNALLED = Rig.address("198.51.100.1:5000");
  private static final InetSocketAddress SAME_HOST = Rig.address("198.51.100.1:6000");
  private static final InetSocketAddress NAT = Rig.address("203.0.113.9:31000");
  private static final InetSocketAddress THIEF = Rig.address("203.0.113.66:666");
  private static final long SECOND = 1_000_000;

  private final Latch latch = new Latch();

  @Test
  void sendsToTheSignalledAddressUntilAPacketComes() {
    assertThat(latch.target()).isNull();
    latch.signal(SIGNALLED);
    assertThat(latch.target()).isEqualTo(SIGNALLED);
    assertThat(latch.accepts(0, NAT)).isTrue();
    assertThat(latch.target()).isEqualTo(NAT);
  }

  @Test
  void onceLockedRefusesOthers() {
    latch.signal(SIGNALLED);
    latch.accepts(0, NAT);
    latch.accepts(SECOND, NAT);
    assertThat(latch.accepts(SECOND, THIEF)).isFalse();
    assertThat(latch.accepts(SECOND, SAME_HOST)).isFalse();
    assertThat(latch.target()).isEqualTo(NAT);
  }

  @Test
  void whileLearningPrefersTheSignalledHost() {
    latch.signal(SIGNALLED);
    assertThat(latch.accepts(0, THIEF)).isTrue();
    assertThat(latch.accepts(20_000, NAT)).isFalse();
    assertThat(latch.accepts(40_000, SAME_HOST)).isTrue();
    assertThat(latch.accepts(60_000, THIEF)).isFalse();
    assertThat(latch.target()).isEqualTo(SAME_HOST);
    assertThat(latch.accepts(80_000, SIGNALLED)).isTrue();
    assertThat(latch.accepts(90_000, SAME_HOST)).isFalse();
  }

  @Test
  void afterFiveSecondsOfSilenceOnlyTheSignalledHostMayTakeOver() {
    latch.signal(SIGNALLED);
    latch.accepts(0, NAT);
    assertThat(latch.accepts(5 * SECOND - 1, SIGNALLED)).isFalse();
    assertThat(latch.accepts(5 * SECOND, THIEF)).isFalse();
    assertThat(latch.accepts(5 * SECOND, SIGNALLED)).isTrue();
    assertThat(latch.accepts(5 * SECOND, NAT)).isFalse();
  }

  @Test
  void aPlanThatMovesTheLegUnlocks() {
    latch.signal(SIGNALLED);
    latch.accepts(0, SIGNALLED);
    latch.signal(Rig.address("198.51.100.7:7000"));
    assertThat(latch.target()).isEqualTo(Rig.address("198.51.100.7:7000"));
    assertThat(latch.accepts(SECOND, NAT)).isTrue();
  }

  @Test
  void lateStragglersOfTheFormerSourceDoNotHoldTheNewOneOff() {
    latch.signal(SIGNALLED);
    latch.accepts(0, SIGNALLED);
    latch.signal(Rig.address("10.0.0.7:7000"));
    assertThat(latch.accepts(SECOND, SIGNALLED)).isTrue();
    assertThat(latch.accepts(SECOND + 20_000, NAT)).isTrue();
    assertThat(latch.accepts(SECOND + 30_000, SIGNALLED)).isFalse();
  }

  @Test
  void anAnswerThatNamesTheHostThatEarlyMediaCameFromKeepsTheLock() {
    latch.accepts(0, SAME_HOST);
    latch.signal(SIGNALLED);
    assertThat(latch.target()).isEqualTo(SAME_HOST);
  }

  @Test
  void aRepeatOfTheSameAddressChangesNothing() {
    latch.signal(SIGNALLED);
    latch.accepts(0, NAT);
    latch.signal(Rig.address("198.51.100.1:5000"));
    assertThat(latch.target()).isEqualTo(NAT);
  }
}
