package io.switchlog.control.stream;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/// Wakes a task when its next timer runs out, once. Streams punctuates again and again if it is
/// let, and each time marks the task for a commit, which the thread waits for, calls or not.
final class Alarm {
  /// What is due is looked for again so soon at the earliest.
  static final Duration SOONEST = Duration.ofMillis(10);

  /// A task where nothing is due is woken so seldom, for what is no timer: a floor.
  static final Duration LATEST = Duration.ofSeconds(10);

  private final ProcessorContext<?, ?> context;
  private final Punctuator wake;
  private @Nullable Cancellable set;
  private Instant at = Instant.MAX;

  /// @param wake sets the alarm again ([#setAgain])
  Alarm(ProcessorContext<?, ?> context, Punctuator wake) {
    this.context = context;
    this.wake = wake;
  }

  /// For the first time.
  void setSoon(Instant now) {
    set(now, now);
  }

  /// After it went off.
  ///
  /// @param now the broker's time
  /// @param due when the next timer runs out, null where none runs
  void setAgain(Instant now, @Nullable Instant due) {
    Instant latest = now.plus(LATEST);
    set(now, due == null || due.isAfter(latest) ? latest : due);
  }

  /// Whether it would go off after a time of the broker's.
  boolean isAfter(Instant due) {
    return at.isAfter(due);
  }

  private void set(Instant now, Instant due) {
    if (set != null) {
      set.cancel();
    }
    Duration wait = Duration.between(now, due);
    at = due;
    set =
        context.schedule(
            wait.compareTo(SOONEST) < 0 ? SOONEST : wait, PunctuationType.WALL_CLOCK_TIME, wake);
  }
}
