package io.switchlog.testkit.time;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A clock and what is to happen by it. Deeds of the same moment happen in the order in which they
/// were asked for, so a run is the same every time. For one thread.
public final class VirtualTime {
  /// What [#nextMillis] says when nothing is to happen.
  public static final long NEVER = Long.MAX_VALUE;

  private final PriorityQueue<Alarm> agenda =
      new PriorityQueue<>(
          Comparator.<Alarm>comparingLong(alarm -> alarm.millis)
              .thenComparingLong(alarm -> alarm.order));

  private long nowMillis;
  private long lastOrder;

  /// Something that is to happen.
  public static final class Alarm {
    private final long millis;
    private final long order;
    private final Runnable deed;
    private boolean isOff;

    private Alarm(long millis, long order, Runnable deed) {
      this.millis = millis;
      this.order = order;
      this.deed = deed;
    }

    /// Makes it not happen; nothing where it has happened.
    public void off() {
      isOff = true;
    }
  }

  /// A clock that starts at a moment, in milliseconds since the epoch.
  public VirtualTime(long startMillis) {
    this.nowMillis = startMillis;
  }

  public long nowMillis() {
    return nowMillis;
  }

  public Instant now() {
    return Instant.ofEpochMilli(nowMillis);
  }

  /// Asks for a deed at a moment; at once (but not before this returns) where it has passed.
  public Alarm at(long millis, Runnable deed) {
    Alarm alarm = new Alarm(Math.max(millis, nowMillis), ++lastOrder, deed);
    agenda.add(alarm);
    return alarm;
  }

  /// Asks for a deed after a while.
  public Alarm after(long millis, Runnable deed) {
    return at(nowMillis + millis, deed);
  }

  /// When the next deed is due, or [#NEVER].
  public long nextMillis() {
    dropWhatIsOff();
    Alarm next = agenda.peek();
    return next == null ? NEVER : next.millis;
  }

  /// Goes to the next deed and does it. False where there is none.
  public boolean step() {
    dropWhatIsOff();
    Alarm next = agenda.poll();
    if (next == null) {
      return false;
    }
    nowMillis = next.millis;
    next.deed.run();
    return true;
  }

  /// Does all that is due up to a moment and stays there; a moment that has passed changes nothing.
  public void runUntil(long millis) {
    while (nextMillis() <= millis) {
      step();
    }
    nowMillis = Math.max(nowMillis, millis);
  }

  private void dropWhatIsOff() {
    Alarm next = agenda.peek();
    while (next != null && next.isOff) {
      agenda.poll();
      next = agenda.peek();
    }
  }
}
