package io.switchlog.schemas.command;

import io.switchlog.schemas.LegId;

/// An order to an edge: a record of `edge.commands`, in the partition of the edge's ordinal.
public sealed interface EdgeCommand extends Command
    permits SendRequest, SendAck, SendCancel, SendResponse, StopResending {
  /// The leg that it belongs to.
  LegId leg();
}
