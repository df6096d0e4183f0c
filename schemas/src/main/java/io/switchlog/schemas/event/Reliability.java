package io.switchlog.schemas.event;

/// What an INVITE says of progress that is acknowledged (RFC 3262).
public enum Reliability {
  /// Its sender can acknowledge progress.
  SUPPORTED,
  /// All progress has to be acknowledged.
  REQUIRED
}
