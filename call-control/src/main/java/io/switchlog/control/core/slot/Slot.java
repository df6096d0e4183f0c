package io.switchlog.control.core.slot;

import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.schemas.CallId;
import java.time.Instant;

/// What a park slot is between inputs.
///
///     Free ──SlotWanted──> Taken ──SlotGivenBack, or the time is over──> Free, and forgotten
public sealed interface Slot extends AggregateState {

  /// Nobody is parked in it.
  ///
  /// @param since when that began
  record Free(Instant since) implements Slot {}

  /// A call is parked in it.
  ///
  /// @param callLife which life of its id
  /// @param freeBy when it is free again, whatever the call says or does not
  /// @param generation of the timer that says so
  record Taken(CallId call, long callLife, Instant freeBy, long generation) implements Slot {}
}
