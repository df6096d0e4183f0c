package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.RequestFailed;
import org.jspecify.annotations.Nullable;

/// What became of a command, kept for its repeats.
final class Outcome {
  private final CallId call;
  private @Nullable RequestFailed failure;

  Outcome(CallId call) {
    this.call = call;
  }

  CallId call() {
    return call;
  }

  /// How it failed; null where it did not, or has not yet.
  @Nullable RequestFailed failure() {
    return failure;
  }

  void fail(RequestFailed how) {
    failure = how;
  }
}
