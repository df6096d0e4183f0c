package io.switchlog.schemas;

/// What a node of the platform does.
public enum NodeKind {
  /// Sockets, SIP transactions, nothing that survives a restart.
  EDGE,
  /// Decides; owns the aggregates of its partitions.
  CONTROL,
  /// Carries RTP.
  MEDIA,
  /// Asks call control for something on behalf of a user: a command line, an API. Not in the
  /// registry, and no command goes to it.
  API
}
