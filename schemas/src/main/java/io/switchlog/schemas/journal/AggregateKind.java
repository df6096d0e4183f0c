package io.switchlog.schemas.journal;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.ParkSlot;

/// What kind of aggregate a decision is about.
public enum AggregateKind {
  /// A call.
  CALL,
  /// A place where a call can be parked.
  PARK_SLOT;

  /// The kind of an aggregate, which its id tells.
  public static AggregateKind of(AggregateId id) {
    return ParkSlot.is(id) ? PARK_SLOT : CALL;
  }
}
