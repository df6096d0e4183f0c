package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  @Test
  void countsFromTheTimeOfDayByTheClockThatIsNeverSet() {
    AtomicLong nanos = new AtomicLong(-5_000_000);
    SteadyTime time = new SteadyTime(nanos::get, 1_800_000_000_000L);

    assertThat(time.milliseconds()).isEqualTo(1_800_000_000_000L);
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(time.milliseconds()).isEqualTo(1_800_003_600_000L);
    assertThat(time.nanoseconds()).isEqualTo(nanos.get());
    assertThat(time.timer(50).remainingMs()).isEqualTo(50);
  }

  /// An hour behind the machine's clock, that an hour's wait would be over at once.
  @Test
  void aWaitEndsByTheSameClock() throws InterruptedException {
    Object lock = new Object();
    SteadyTime slow = new SteadyTime(System::nanoTime, System.currentTimeMillis() - 3_600_000);
    AtomicLong asked = new AtomicLong();

    slow.waitObject(lock, () -> asked.incrementAndGet() > 1 || wake(lock), deadline(slow));
    assertThat(asked).as("it was asked again, not given up").hasValueGreaterThan(1);

    SteadyTime fast = new SteadyTime(System::nanoTime, System.currentTimeMillis() + 3_600_000);
    assertThatThrownBy(() -> fast.waitObject(lock, () -> false, fast.milliseconds() + 20))
        .isInstanceOf(TimeoutException.class);
  }

  private static long deadline(SteadyTime time) {
    return time.milliseconds() + 60_000;
  }

  private static boolean wake(Object lock) {
    Thread.ofPlatform()
        .start(() -> {
          synchronized (lock) {
            lock.notifyAll();
          }
        });
    return false;
  }
}
