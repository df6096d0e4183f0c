package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SetbacksTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Setbacks setbacks = new Setbacks(nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void aPartitionThatIsRefusedAgainIsLeftAloneTwiceAsLong() {
    long pause = Setbacks.FIRST_MILLIS;
    for (int refusal = 0; refusal < 8; refusal++) {
      setbacks.add(3);
      pass(pause - 1);
      assertThat(setbacks.isOver(3)).isFalse();
      pass(1);
      assertThat(setbacks.isOver(3)).isTrue();
      pause = Math.min(Setbacks.LONGEST_MILLIS, 2 * pause);
    }
    assertThat(pause).isEqualTo(Setbacks.LONGEST_MILLIS);
  }

  @Test
  void oneThatIsTakenAgainBeginsAnewAndOthersAreNotConcerned() {
    setbacks.add(3);
    setbacks.add(3);
    assertThat(setbacks.isOver(2)).isTrue();
    setbacks.end(3);
    assertThat(setbacks.isOver(3)).isTrue();
    setbacks.add(3);
    pass(Setbacks.FIRST_MILLIS);
    assertThat(setbacks.isOver(3)).isTrue();
  }
}
