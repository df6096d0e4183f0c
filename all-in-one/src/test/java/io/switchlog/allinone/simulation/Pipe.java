package io.switchlog.allinone.simulation;

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

  private record Parcel(Runnable arrival, VirtualTime.Alarm alarm) {}

  Pipe(VirtualTime time, Random random, int mostMillis) {
    this.time = time;
    this.random = random;
    this.mostMillis = mostMillis;
  }

  void send(Runnable arrival) {
    lastArrival = Math.max(lastArrival, time.nowMillis() + 1 + random.nextInt(mostMillis));
    underWay.add(new Parcel(arrival, time.at(lastArrival, this::arrive)));
  }

  private void arrive() {
    Parcel next = underWay.poll();
    if (next != null) {
      next.arrival.run();
    }
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

  /// The receiver dies: nothing arrives.
  void clear() {
    underWay.forEach(Pipe::off);
    underWay.clear();
  }

  private static void off(@Nullable Parcel parcel) {
    if (parcel != null) {
      parcel.alarm.off();
    }
  }
}
