package io.switchlog.schemas.topic;

/// The consumer groups of call control.
public final class Groups {
  /// Those that decide: its committed offset in an inbox partition says up to where the journal is
  /// complete.
  public static final String CALL_CONTROL = "call-control";

  private Groups() {}
}
