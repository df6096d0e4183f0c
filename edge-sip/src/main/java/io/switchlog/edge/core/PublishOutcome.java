package io.switchlog.edge.core;

/// What became of a fact that was given to the bus.
public enum PublishOutcome {
  /// The bus has it.
  TAKEN,
  /// The bus does not have it and will not get it.
  LOST,
  /// It was written and not acknowledged, and is not said again: the bus may have it.
  UNKNOWN
}
