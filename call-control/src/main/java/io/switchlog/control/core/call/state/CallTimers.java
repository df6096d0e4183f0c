package io.switchlog.control.core.call.state;

import io.switchlog.control.core.aggregate.ArmedTimer;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The timers of a call.
///
/// @param running those that run, by name
/// @param generation how many were ever set
public record CallTimers(SortedMap<String, ArmedTimer> running, long generation) {
  /// None, and none ever set.
  public static final CallTimers NONE = new CallTimers(Collections.emptySortedMap(), 0);

  boolean isArmed(CallTimer timer) {
    return running.containsKey(timer.text());
  }

  /// With one set, or set anew.
  CallTimers arm(CallTimer timer, Instant due) {
    SortedMap<String, ArmedTimer> all = new TreeMap<>(running);
    all.put(timer.text(), new ArmedTimer(generation + 1, due));
    return new CallTimers(Collections.unmodifiableSortedMap(all), generation + 1);
  }

  /// Without one.
  CallTimers disarm(CallTimer timer) {
    if (!isArmed(timer)) {
      return this;
    }
    SortedMap<String, ArmedTimer> all = new TreeMap<>(running);
    all.remove(timer.text());
    return new CallTimers(Collections.unmodifiableSortedMap(all), generation);
  }

  /// Of a call that is over: the one after which it is forgotten.
  public CallTimers retention(Instant until) {
    return new CallTimers(Collections.emptySortedMap(), generation).arm(CallTimer.RETENTION, until);
  }
}
