package io.switchlog.schemas.journal;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;

/// What kind of aggregate a decision is about.
public enum AggregateKind {
  /// A call.
  CALL,
  /// A place where a call can be parked.
  PARK_SLOT,
  /// An address of record.
  ADDRESS;

  /// The kind of an aggregate, which its id tells.
  public static AggregateKind of(AggregateId id) {
    if (ParkSlot.is(id)) {
      return PARK_SLOT;
    }
    return UserAddress.is(id) ? ADDRESS : CALL;
  }
}
