package io.switchlog.edge.core;

import java.util.Arrays;

/// The wake-ups of one core: a binary heap that knows where each timer stands, so that setting a
/// timer anew moves it and cancelling removes it. A cancelled timer leaves nothing behind.
final class WakeUps {
  static final long NEVER = Long.MAX_VALUE;

  private WakeUp[] heap = new WakeUp[64];
  private int size;

  /// One owner's next wake-up. An owner with several things to wait for sets the earliest.
  abstract static class WakeUp {
    private long at = NEVER;
    private int index = -1;

    /// Called once the time set has come; the timer is no longer set then.
    abstract void fire(long nowMillis);

    boolean isSet() {
      return index >= 0;
    }
  }

  /// Sets or moves a timer. [#NEVER] cancels it.
  void set(WakeUp timer, long atMillis) {
    if (atMillis == NEVER) {
      cancel(timer);
      return;
    }
    if (timer.index < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      timer.at = atMillis;
      place(timer, size++);
      up(timer);
    } else if (atMillis < timer.at) {
      timer.at = atMillis;
      up(timer);
    } else if (atMillis > timer.at) {
      timer.at = atMillis;
      down(timer);
    }
  }

  void cancel(WakeUp timer) {
    int hole = timer.index;
    if (hole < 0) {
      return;
    }
    timer.index = -1;
    timer.at = NEVER;
    WakeUp last = heap[--size];
    heap[size] = NOBODY;
    if (last.index != -1) {
      place(last, hole);
      up(last);
      down(last);
    }
  }

  /// When the earliest timer wants to be fired, or [#NEVER].
  long next() {
    return size == 0 ? NEVER : heap[0].at;
  }

  int size() {
    return size;
  }

  /// Fires all that is due, in order of time. A timer that sets itself to a time already past fires
  /// in the same run.
  void run(long nowMillis) {
    while (size > 0 && heap[0].at <= nowMillis) {
      WakeUp due = heap[0];
      cancel(due);
      due.fire(nowMillis);
    }
  }

  private void up(WakeUp timer) {
    while (timer.index > 0) {
      WakeUp parent = heap[(timer.index - 1) / 2];
      if (parent.at <= timer.at) {
        return;
      }
      swap(parent, timer);
    }
  }

  private void down(WakeUp timer) {
    while (true) {
      int child = timer.index * 2 + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && heap[child + 1].at < heap[child].at) {
        child++;
      }
      if (heap[child].at >= timer.at) {
        return;
      }
      swap(timer, heap[child]);
    }
  }

  private void swap(WakeUp upper, WakeUp lower) {
    int above = upper.index;
    place(upper, lower.index);
    place(lower, above);
  }

  private void place(WakeUp timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  /// Fills the places behind the last timer, so that the heap holds nobody who has left.
  private static final WakeUp NOBODY =
      new WakeUp() {
        @Override
        void fire(long nowMillis) {
          throw new IllegalStateException("a free place of the heap does not fire");
        }
      };
}
