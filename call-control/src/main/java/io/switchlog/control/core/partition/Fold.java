package io.switchlog.control.core.partition;

import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import org.jspecify.annotations.Nullable;

/// The state that a call's stored events add up to. Behind an event that this build cannot read or
/// fold only a quarantine counts: the state stays what it was before.
final class Fold<S, E> {
  private final Aggregate<S, E> aggregate;
  private @Nullable S state;
  private @Nullable String fault;

  Fold(Aggregate<S, E> aggregate) {
    this.aggregate = aggregate;
  }

  /// Adds the next event. Null where it does not count.
  @Nullable Envelope<EventHead, E> add(byte[] value) {
    try {
      Envelope<EventHead, E> stored = aggregate.read(value);
      if (fault != null && !aggregate.isQuarantine(stored.body())) {
        return null;
      }
      state = aggregate.evolve(state, stored.head(), stored.body());
      fault = null;
      return stored;
    } catch (RuntimeException | StackOverflowError e) {
      if (fault == null) {
        fault = e.toString();
      }
      return null;
    }
  }

  /// Null where not even the first event counts.
  @Nullable S state() {
    return state;
  }

  /// Why the events do not add up, null where they do.
  @Nullable String fault() {
    return fault;
  }
}
