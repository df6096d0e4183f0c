package io.switchlog.switchlog.simulation;

import io.switchlog.testkit.time.VirtualTime;
import java.util.ArrayDeque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Something that arrives later, in the order in which it was sent: what a producer has sent to one
/// partition, what a consumer has fetched. A crash loses an end of it.
final class Pipe {
  private final VirtualTime time;
  private final Random random;
  private final int mostMillis;
  private final ArrayDeque<Parcel> underWay = new ArrayDeque<>();
  private long lastArrival;
  private boolean frozen;

  private record Parcel(Runnable arrival, VirtualTime.@Nullable Alarm alarm) {}

  Pipe(VirtualTime time, Random random, int mostMillis) {
    this.time = time;
    this.random = random;
    this.mostMillis = mostMillis;
  }

  void send(Runnable arrival) {
    if (frozen) {
      underWay.add(new Parcel(arrival, null));
      return;
    }
    lastArrival = Math.max(lastArrival, time.nowMillis() + 1 + random.nextInt(mostMillis));
    underWay.add(new Parcel(arrival, time.at(lastArrival, this::arrive)));
  }

  private void arrive() {
    Parcel next = underWay.poll();
    if (next != null) {
      next.arrival.run();
    }
  }

  /// All that is under way arrives now.
  void flush() {
    while (!underWay.isEmpty()) {
      off(underWay.peek());
      arrive();
    }
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /// The sender dies: a beginning of what is under way arrives, the rest never does.
  void cut() {
    int arrives = random.nextInt(underWay.size() + 1);
    for (int i = 0; i < arrives; i++) {
      off(underWay.peek());
      arrive();
    }
    clear();
  }

  /// The sender is stopped: what is under way stays where it is.
  void freeze() {
    underWay.forEach(Pipe::off);
    frozen = true;
  }

  /// The sender goes on, and all that it had under way arrives.
  void thaw() {
    frozen = false;
    flush();
  }

  /// The receiver dies: nothing arrives.
  void clear() {
    underWay.forEach(Pipe::off);
    underWay.clear();
  }

  private static void off(@Nullable Parcel parcel) {
    if (parcel != null && parcel.alarm != null) {
      parcel.alarm.off();
    }
  }
}
