package io.switchlog.schemas.journal;

/// What kind of aggregate a decision is about.
public enum AggregateKind {
  /// A call.
  CALL
}
