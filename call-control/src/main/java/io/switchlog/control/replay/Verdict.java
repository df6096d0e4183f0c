package io.switchlog.control.replay;

import io.switchlog.schemas.CallId;

/// What came of deciding a recording again.
public sealed interface Verdict {

  /// The journal is the same, byte for byte.
  ///
  /// @param calls how many calls were compared
  /// @param events how many events
  record Same(long calls, long events) implements Verdict {}

  /// The journal differs.
  ///
  /// @param call the call of the first difference
  /// @param number the event's number within the call
  /// @param recorded the event in the journal, made readable; what is missing is said
  /// @param decided the event as this build decides
  record Different(CallId call, long number, String recorded, String decided) implements Verdict {}

  /// Too little of the history is left to judge.
  ///
  /// @param calls how many calls were compared and found the same all the same
  /// @param events how many events
  /// @param reason what is missing
  record Incomplete(long calls, long events, String reason) implements Verdict {}
}
