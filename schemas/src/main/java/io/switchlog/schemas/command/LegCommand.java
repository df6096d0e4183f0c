package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;

/// An order of call control's to an edge, for one leg.
public sealed interface LegCommand extends EdgeCommand
    permits SendRequest, SendAck, SendCancel, SendResponse, StopResending {
  /// The call that it belongs to.
  CallId call();

  /// The leg that it belongs to.
  LegId leg();
}
