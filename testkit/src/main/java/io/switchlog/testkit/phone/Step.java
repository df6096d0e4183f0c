package io.switchlog.testkit.phone;

/// Something a phone does in an established dialog.
///
/// @param afterMillis how long after the dialog is confirmed
/// @param deed what it does
public record Step(long afterMillis, Step.Deed deed) {
  /// What can be done in a dialog.
  public enum Deed {
    /// BYE.
    HANG_UP,
    /// A re-INVITE that offers `sendonly`.
    HOLD,
    /// A re-INVITE that offers `sendrecv`.
    RESUME,
    /// An UPDATE with an offer (RFC 3311).
    UPDATE,
    /// An INFO with a digit (RFC 6086).
    INFO
  }
}
