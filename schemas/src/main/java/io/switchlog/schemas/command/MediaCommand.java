package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;

/// An order to a media node: a record of `media.commands`, in the partition of the node's ordinal.
public sealed interface MediaCommand extends Command permits ApplyMediaPlan {
  /// The call that it belongs to.
  CallId call();
}
