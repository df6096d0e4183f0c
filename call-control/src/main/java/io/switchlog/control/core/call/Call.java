package io.switchlog.control.core.call;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import java.util.Set;
import java.util.SortedMap;

/// The state of a call: what its events fold to. Immutable.
public sealed interface Call permits ActiveCall, EndedCall {
  CallId id();

  /// Which life of its id the call is.
  long life();

  /// The timers that run now, by name. A `TimerFired` is written for one that is due; the name of
  /// the one that asks for the call to be forgotten is [#RETENTION].
  SortedMap<String, ArmedTimer> timers();

  /// The nodes that it depends on: that of its media, the edges of its legs.
  Set<NodeId> nodes();

  /// Whether the terminal event was told.
  boolean isEnded();

  /// A media node has to answer.
  String MEDIA = "media";

  /// A media node has to take the place of the one that was lost.
  String MEDIA_LOST = "media-lost";

  /// With the leg after it: an offer of our own that met one of the leg's is made again.
  String REOFFER = "reoffer-";

  /// A called party has to answer.
  String RING = "ring";

  /// The call has to end.
  String MAX_DURATION = "max-duration";

  /// Legs that are being ended count as ended.
  String TEARDOWN = "teardown";

  /// The ended call is forgotten: an input that finds this timer due finds no call.
  String RETENTION = "retention";
}
