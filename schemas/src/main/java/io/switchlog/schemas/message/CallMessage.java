package io.switchlog.schemas.message;

import io.switchlog.schemas.CallId;
import org.jspecify.annotations.Nullable;

/// What a call is told by another aggregate.
public sealed interface CallMessage extends Message {

  /// The slot is the call's until it gives it back.
  record SlotGranted() implements CallMessage {}

  /// Another call is parked in the slot.
  record SlotDenied() implements CallMessage {}

  /// Who is parked in the slot.
  ///
  /// @param call the call, null: none is
  record OccupantTold(@Nullable CallId call) implements CallMessage {}
}
