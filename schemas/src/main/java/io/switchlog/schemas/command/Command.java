package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;

/// An order from call control to a node.
public sealed interface Command permits EdgeCommand, MediaCommand {
  /// The call that it belongs to.
  CallId call();
}
