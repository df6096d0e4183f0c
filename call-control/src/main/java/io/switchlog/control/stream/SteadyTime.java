package io.switchlog.control.stream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/// The time of day when it was made, and from then on a clock that is never set. By the machine's
/// own clock, set back by an hour, Streams would punctuate nothing for an hour: no timer would run
/// out.
final class SteadyTime implements Time {
  private final LongSupplier nanos;
  private final long aheadMillis;

  /// @param nanos as [System#nanoTime]
  /// @param nowMillis the time of day
  SteadyTime(LongSupplier nanos, long nowMillis) {
    this.nanos = nanos;
    this.aheadMillis = nowMillis - TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }

  static SteadyTime fromNow() {
    return new SteadyTime(System::nanoTime, System.currentTimeMillis());
  }

  @Override
  public long milliseconds() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()) + aheadMillis;
  }

  @Override
  public long nanoseconds() {
    return nanos.getAsLong();
  }

  @Override
  public void sleep(long millis) {
    SYSTEM.sleep(millis);
  }

  /// @param deadlineMillis of [#milliseconds]
  @Override
  public void waitObject(Object lock, Supplier<Boolean> condition, long deadlineMillis)
      throws InterruptedException {
    SYSTEM.waitObject(lock, condition, deadlineMillis - milliseconds() + SYSTEM.milliseconds());
  }
}
