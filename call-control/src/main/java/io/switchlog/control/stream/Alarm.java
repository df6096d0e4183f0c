package io.switchlog.control.stream;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/// Wakes a task when its next timer runs out, once. Streams punctuates again and again if it is
/// let, and each time marks the task for a commit, which the thread waits for, calls or not.
///
/// It counts by our own clock: what the broker's shows is a guess that becomes better as the inbox
/// is read, so whoever reads asks anew how long there is to wait.
final class Alarm {
  /// What is due is looked for again so soon at the earliest.
  static final Duration SOONEST = Duration.ofMillis(10);

  /// A task where nothing is due is woken so seldom, for what is no timer: a floor.
  static final Duration LATEST = Duration.ofSeconds(10);

  private final ProcessorContext<?, ?> context;
  private final Punctuator wake;
  private final LongConsumer told;
  private @Nullable Cancellable pending;
  private long atMillis;

  /// @param wake sets the alarm again
  /// @param told in how many milliseconds it goes off
  Alarm(ProcessorContext<?, ?> context, Punctuator wake, LongConsumer told) {
    this.context = context;
    this.wake = wake;
    this.told = told;
  }

  /// Goes off once after a time, or after what is allowed next to it.
  ///
  /// @param nowMillis of a clock that is never set
  void set(long nowMillis, Duration wait) {
    cancel();
    long millis = Math.clamp(wait.toMillis(), SOONEST.toMillis(), LATEST.toMillis());
    atMillis = nowMillis + millis;
    told.accept(millis);
    pending = context.schedule(Duration.ofMillis(millis), PunctuationType.WALL_CLOCK_TIME, wake);
  }

  /// The same, where it would go off later than that.
  void bringForward(long nowMillis, Duration wait) {
    if (nowMillis + wait.plus(SOONEST).toMillis() < atMillis) {
      set(nowMillis, wait);
    }
  }

  /// It does not go off any more: Streams keeps what a task has asked for when it closes the task
  /// and begins it again.
  void cancel() {
    if (pending != null) {
      pending.cancel();
    }
  }
}
