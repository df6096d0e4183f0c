package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What call control has ordered nothing for so far - calls that begin here, and those that are
/// hung up, which it answers as soon as it has read it -, and how long that took for those before.
/// Where it takes long and goes on doing so, more is asked of a partition than it can decide: who
/// calls now would wait as long at each step of the call, so it is better refused. Where nothing is
/// decided at all somebody is about to take over, and what waits will be decided at once.
final class Undecided {
  /// What waits longer for its first order is late. A call waits so three times until it is
  /// answered.
  static final long LATE_MILLIS = 250;

  /// Others that are late for so long are no accident.
  static final long SUSTAINED_MILLIS = 250;

  /// So many in a row are no accident either: a rule may let a call wait before anybody rings.
  static final int LATE_IN_A_ROW = 10;

  /// Fewer that wait are no load: a node that has just begun, whose code is not compiled yet, is
  /// slow with its first calls, and soon is not.
  static final int MANY = 20;

  /// A partition of which nothing was heard for so long decides nothing.
  static final long SILENT_MILLIS = 3_000;

  private final Effects effects;

  /// By call, and by the transaction of a BYE.
  private final Map<String, Waiting> waiting = new HashMap<>();

  /// By partition; there are no more than the inbox has.
  private final Map<Integer, Pace> paces = new HashMap<>();

  private record Waiting(Pace pace, long sinceMillis) {}

  private static final class Pace {
    private int waiting;
    private int lateInARow;
    private long lateSinceMillis;
    private long heardAtMillis;

    void heard(long nowMillis, long waitedMillis) {
      heardAtMillis = nowMillis;
      if (waitedMillis <= LATE_MILLIS) {
        lateInARow = 0;
        return;
      }
      lateInARow++;
      if (lateInARow == 1) {
        lateSinceMillis = nowMillis;
      }
    }

    boolean isBehind(long nowMillis) {
      return waiting >= MANY
          && lateInARow >= LATE_IN_A_ROW
          && nowMillis - lateSinceMillis >= SUSTAINED_MILLIS
          && nowMillis - heardAtMillis < SILENT_MILLIS;
    }
  }

  Undecided(Effects effects) {
    this.effects = effects;
  }

  int size() {
    return waiting.size();
  }

  /// Something is asked that call control orders something for when it has read it.
  ///
  /// @param what the call's id, or the transaction of a BYE
  void begins(long nowMillis, CallId call, String what) {
    Pace pace = paces.computeIfAbsent(effects.partitionOf(AggregateId.of(call)), _ -> new Pace());
    if (waiting.putIfAbsent(what, new Waiting(pace, nowMillis)) == null) {
      pace.waiting++;
    }
  }

  /// Something was ordered for it.
  void decided(long nowMillis, String what) {
    Waiting one = remove(what);
    if (one != null) {
      one.pace.heard(nowMillis, nowMillis - one.sinceMillis);
    }
  }

  /// Nobody waits for it any more.
  void forget(String what) {
    remove(what);
  }

  private @Nullable Waiting remove(String what) {
    Waiting one = waiting.remove(what);
    if (one != null) {
      one.pace.waiting--;
    }
    return one;
  }

  /// Whether a call that begins now would be late.
  boolean isBehind(long nowMillis, CallId call) {
    Pace pace = paces.get(effects.partitionOf(AggregateId.of(call)));
    return pace != null && pace.isBehind(nowMillis);
  }
}
