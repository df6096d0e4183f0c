package io.switchlog.media.transport;

import static io.switchlog.media.transport.LoopHealth.FRESH_MICROS;
import static io.switchlog.media.transport.LoopHealth.NONE_WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopHealthTest {
  private static final long START = 1_700_000_000_000_000L;

  private final LoopHealth health = new LoopHealth(START);

  @Test
  void aLoopWithNothingToDoIsWell() {
    long now = START;
    for (int i = 0; i < 100; i++) {
      now += FRESH_MICROS / 4;
      health.turned(now);
    }
    assertThat(health.isFresh(now + FRESH_MICROS, NONE_WAITS)).isTrue();
  }

  @Test
  void aLoopWhoseTurnDoesNotEndIsNot() {
    assertThat(health.isFresh(START + FRESH_MICROS + 1, NONE_WAITS)).isFalse();
    health.turned(START + FRESH_MICROS + 2);
    assertThat(health.isFresh(START + FRESH_MICROS + 3, NONE_WAITS)).isTrue();
  }

  @Test
  void aLoopThatTurnsButLeavesItsCommandsIsNot() {
    long now = START + 3 * FRESH_MICROS;
    health.turned(now);
    assertThat(health.isFresh(now, now - FRESH_MICROS)).isTrue();
    assertThat(health.isFresh(now, now - FRESH_MICROS - 1)).isFalse();
  }

  @Test
  void aLongQueueThatGetsShorterIsNoIllness() {
    long now = START + 3 * FRESH_MICROS;
    health.turned(now);
    health.carriedOut(now - 1_000);
    assertThat(health.isFresh(now, START)).isTrue();
  }

  @Test
  void aLoopThatDiedIsNeverWellAgain() {
    health.died();
    health.turned(START);
    assertThat(health.isFresh(START, NONE_WAITS)).isFalse();
    assertThat(health.isDead()).isTrue();
  }
}
