package io.switchlog.control.core.call;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Outcome;
import java.util.Set;
import java.util.SortedMap;

/// A call that is over, kept for as long as late messages may come.
public record EndedCall(CallId id, Outcome outcome, SortedMap<String, ArmedTimer> timers)
    implements Call {
  @Override
  public Set<NodeId> nodes() {
    return Set.of();
  }

  @Override
  public boolean isEnded() {
    return true;
  }
}
