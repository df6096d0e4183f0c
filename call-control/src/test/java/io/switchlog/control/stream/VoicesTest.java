package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// How long a stream thread may wait for records.
class VoicesTest {
  private static final long MILLI = 1_000_000;

  private final Voices voices = new Voices();
  private final Voice first = voices.begin(0, 1, 0, 0);
  private final Voice second = voices.begin(1, 1, 0, 0);

  @Test
  void itIsIdleUntilTheFirstTimerOfItsPartitions() {
    first.wakesAfter(300_000);
    second.wakesAfter(100_000);
    long now = System.nanoTime();
    long second = this.second.wakesNanos() - now;

    assertThat(voices.idleMillis(List.of(0, 1), now, now + 250_000 * MILLI))
        .isEqualTo(Math.ceilDiv(second, MILLI));
    assertThat(voices.idleMillis(List.of(0), now, now + 250 * MILLI)).as("at most").isEqualTo(250);
  }

  @Test
  void whatIsLeftOfAMillisecondIsOne() {
    first.wakesAfter(300_000);
    assertThat(voices.idleMillis(List.of(0), 0, 1)).isEqualTo(1);
  }

  @Test
  void whereSomethingIsDueOrABeginningIsAwaitedNothingIsIdle() {
    long later = System.nanoTime() + 1_000 * MILLI;

    first.wakesAfter(0);
    assertThat(voices.idleMillis(List.of(0), later, later + MILLI)).as("due").isZero();
    first.wakesAfter(300_000);
    assertThat(voices.idleMillis(List.of(0), later, later - MILLI)).as("over").isZero();
    assertThat(voices.idleMillis(List.of(0, 2), later, later + MILLI)).as("not begun").isZero();
    assertThat(voices.idleMillis(List.of(), later, later + MILLI)).as("owns nothing").isZero();
  }
}
