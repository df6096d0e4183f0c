package io.switchlog.control.core.call;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.event.Outcome;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A call that is over, kept for as long as late messages may come.
///
/// @param secretKey the id of the cluster's key that it was minted under, null where none is known
public record EndedCall(
    CallId id, @Nullable String secretKey, Outcome outcome, SortedMap<String, ArmedTimer> timers)
    implements Call {
  @Override
  public boolean isEnded() {
    return true;
  }
}
