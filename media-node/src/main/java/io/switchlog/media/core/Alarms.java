package io.switchlog.media.core;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What has to be done when, earliest first: a binary heap whose entries know their place, so that
/// moving one costs no search and no garbage.
///
/// @param <T> who has something to do
final class Alarms<T> {
  /// When nothing has to be done.
  static final long NEVER = Long.MAX_VALUE;

  /// The next moment of one of them.
  static final class Alarm<T> {
    private final T owner;
    private long atMicros = NEVER;
    private int place = -1;

    Alarm(T owner) {
      this.owner = owner;
    }
  }

  private final ArrayList<Alarm<T>> heap = new ArrayList<>();

  /// Sets, moves or, with [#NEVER], takes away an alarm.
  void set(Alarm<T> alarm, long atMicros) {
    if (atMicros == NEVER) {
      if (alarm.place >= 0) {
        remove(alarm);
      }
      return;
    }
    alarm.atMicros = atMicros;
    if (alarm.place < 0) {
      alarm.place = heap.size();
      heap.add(alarm);
    }
    settle(alarm);
  }

  /// When the earliest alarm is due, or [#NEVER].
  long nextMicros() {
    return heap.isEmpty() ? NEVER : heap.get(0).atMicros;
  }

  /// Whose alarm is due, if any; the earliest first. The alarm is taken away.
  @Nullable T takeDue(long nowMicros) {
    if (nextMicros() > nowMicros) {
      return null;
    }
    Alarm<T> due = heap.get(0);
    remove(due);
    return due.owner;
  }

  private void remove(Alarm<T> alarm) {
    Alarm<T> last = heap.removeLast();
    if (last != alarm) {
      last.place = alarm.place;
      settle(last);
    }
    alarm.place = -1;
  }

  /// Puts an alarm where it belongs, from the place that it claims.
  private void settle(Alarm<T> alarm) {
    int place = alarm.place;
    while (place > 0 && heap.get((place - 1) / 2).atMicros > alarm.atMicros) {
      place = lift((place - 1) / 2, place);
    }
    for (int child = earlierChild(place);
        child < heap.size() && heap.get(child).atMicros < alarm.atMicros;
        child = earlierChild(place)) {
      place = lift(child, place);
    }
    alarm.place = place;
    heap.set(place, alarm);
  }

  private int earlierChild(int place) {
    int left = 2 * place + 1;
    int right = left + 1;
    return right < heap.size() && heap.get(right).atMicros < heap.get(left).atMicros ? right : left;
  }

  /// Moves the alarm at one place into a hole; its place is the new hole.
  private int lift(int from, int hole) {
    Alarm<T> moved = heap.get(from);
    moved.place = hole;
    heap.set(hole, moved);
    return from;
  }
}
