package io.switchlog.edge.core;

import io.switchlog.schemas.inbox.RequestFailed;
import org.jspecify.annotations.Nullable;

/// What became of a command, kept for its repeats.
final class CommandOutcome {
  private @Nullable RequestFailed failure;

  /// How it failed; null where it did not, or has not yet.
  @Nullable RequestFailed failure() {
    return failure;
  }

  void fail(RequestFailed how) {
    failure = how;
  }
}
