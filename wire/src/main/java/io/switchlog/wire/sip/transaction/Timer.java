package io.switchlog.wire.sip.transaction;

/// The timers, named as in RFC 3261 table 4 and RFC 6026; the last three have no letter there.
public enum Timer {
  /// INVITE request resend, unreliable only.
  A,
  /// INVITE transaction timeout.
  B,
  /// How long resent failures are acknowledged.
  D,
  /// Non-INVITE request resend, unreliable only.
  E,
  /// Non-INVITE transaction timeout.
  F,
  /// INVITE failure response resend, unreliable only.
  G,
  /// Wait for the ACK to a failure.
  H,
  /// How long resent ACKs are absorbed.
  I,
  /// How long resent non-INVITE requests are answered again.
  J,
  /// How long resent non-INVITE responses are absorbed.
  K,
  /// How long an accepted INVITE absorbs resent requests (RFC 6026).
  L,
  /// How long further 2xx are passed up (RFC 6026).
  M,
  /// When the server owes a 100.
  TRYING,
  /// Resend of a 2xx (RFC 3261 section 13.3.1.4) or of reliable progress (RFC 3262 section 3).
  RESEND,
  /// Wait for the ACK to a 2xx, the PRACK to progress.
  AWAIT_ACK
}
