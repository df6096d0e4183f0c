package io.switchlog.control.core.call;

import io.switchlog.schemas.CallId;
import java.util.SortedMap;

/// The state of a call: what its events fold to. Immutable.
public sealed interface Call permits ActiveCall, EndedCall {
  CallId id();

  /// The timers that run now, by name. A `TimerFired` is written for one that is due; the name of
  /// the one that asks for the call to be forgotten is [#RETENTION].
  SortedMap<String, ArmedTimer> timers();

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

  /// The ended call is forgotten: the owner removes it when this timer is due, without a decision.
  String RETENTION = "retention";
}
