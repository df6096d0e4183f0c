package io.switchlog.schemas.config;

/// What becomes of requests inside a dialog that are no part of the session's own signalling.
///
/// @param ofInfo INFO (RFC 6086)
/// @param ofMessage MESSAGE (RFC 3428)
/// @param ofNotify NOTIFY (RFC 6665)
/// @param ofRefer REFER (RFC 3515); a routing file has no [Handling#ACCEPT] for it
public record RequestPolicy(
    Handling ofInfo, Handling ofMessage, Handling ofNotify, Handling ofRefer) {

  /// Where a rule says nothing. Who a REFER is about, or what a NOTIFY reports on, is named by
  /// dialogs that the other side does not know.
  public static final RequestPolicy USUAL =
      new RequestPolicy(Handling.PASS, Handling.PASS, Handling.REFUSE, Handling.REFUSE);

  /// What is done with one.
  public enum Handling {
    /// It goes to the leg that the sender is connected with, and the answer comes back.
    PASS,
    /// The exchange says 200, and nobody hears of it.
    ACCEPT,
    /// The exchange says 403.
    REFUSE
  }
}
