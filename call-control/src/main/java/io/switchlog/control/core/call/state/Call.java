package io.switchlog.control.core.call.state;

import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import java.util.Set;
import java.util.SortedMap;

/// The state of a call: what its events fold to. Immutable.
public sealed interface Call extends AggregateState permits ActiveCall, EndedCall {
  CallId id();

  /// How its messages speak of us.
  Dialect dialect();

  /// Which life of its id the call is.
  long life();

  /// The timers that run now, by name. A `TimerFired` is written for one that is due; see
  /// [CallTimer].
  SortedMap<String, ArmedTimer> timers();

  /// The nodes that it depends on: that of its media, the edges of its legs.
  Set<NodeId> nodes();

  /// Whether the terminal event was told.
  boolean isEnded();
}
