package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.ArmedTimer;
import io.switchlog.schemas.CallId;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A call as it is held between inputs: the fold of its events and how far it got.
final class LiveCall<S> {
  final CallId id;
  S state;

  /// The number of its last event.
  long number;

  /// The offset of the input that caused its first event.
  long born;

  /// The offset of the last input that caused an event.
  long mark;

  /// The timers that the index holds for it, or has handed out.
  SortedMap<String, ArmedTimer> timers = Collections.emptySortedMap();

  /// Why its stored events could not be folded, until it is quarantined for that.
  @Nullable String fault;

  LiveCall(CallId id, S state) {
    this.id = id;
    this.state = state;
  }
}
