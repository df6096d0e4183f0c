package io.switchlog.wire.sip.transaction;

import java.util.Locale;

/// What a message is matched to its transaction by. Keys of client and of server transactions live
/// in separate tables: the same branch may stand in both.
public sealed interface TransactionKey {
  /// What a branch begins with when its maker follows RFC 3261 (section 8.1.1.7).
  String MAGIC_COOKIE = "z9hG4bK";

  /// A client transaction (17.1.3): branch of the top Via and method of the CSeq.
  record Client(String branch, String method) implements TransactionKey {}

  /// A server transaction (17.2.3): branch and sent-by of the top Via, and method.
  record Server(String branch, String sentBy, String method) implements TransactionKey {}

  /// A server transaction whose request has no magic cookie (17.2.3, second half).
  ///
  /// The To tag is left out for INVITE and its ACK: the ACK carries the tag of our response, which
  /// the request lacked.
  record Rfc2543(
      String requestUri,
      String toTag,
      String fromTag,
      String callId,
      long cseqNumber,
      String topVia,
      String method)
      implements TransactionKey {}

  /// The key of a response, and of the request it answers.
  ///
  /// @param method from the CSeq of the response, since the status line has none
  static TransactionKey client(String branch, String method) {
    return new Client(branch, method);
  }

  /// The key of a request; an ACK gets the key of its INVITE.
  ///
  /// @param branch empty where the top Via has none
  /// @param sentBy host and port of the top Via; hosts compare ignoring case
  /// @param toTag empty where there is none
  /// @param fromTag empty where there is none
  /// @param topVia the top Via's whole value
  static TransactionKey server(
      String method,
      String branch,
      String sentBy,
      String requestUri,
      String toTag,
      String fromTag,
      String callId,
      long cseqNumber,
      String topVia) {
    String matched = method.equals("ACK") ? "INVITE" : method;
    if (hasMagicCookie(branch)) {
      return new Server(branch, sentBy.toLowerCase(Locale.ROOT), matched);
    }
    return new Rfc2543(
        requestUri,
        matched.equals("INVITE") ? "" : toTag,
        fromTag,
        callId,
        cseqNumber,
        topVia,
        matched);
  }

  /// From the key of a CANCEL, the key of the INVITE it means (9.2): equal in all but the method.
  static TransactionKey cancelled(TransactionKey cancel) {
    return switch (cancel) {
      case Client(String branch, _) -> new Client(branch, "INVITE");
      case Server(String branch, String sentBy, _) -> new Server(branch, sentBy, "INVITE");
      case Rfc2543 key ->
          new Rfc2543(
              key.requestUri(),
              "",
              key.fromTag(),
              key.callId(),
              key.cseqNumber(),
              key.topVia(),
              "INVITE");
    };
  }

  /// Whether the branch is unique in space and time, so that it may be matched by.
  static boolean hasMagicCookie(String branch) {
    return branch.length() > MAGIC_COOKIE.length()
        && branch.regionMatches(true, 0, MAGIC_COOKIE, 0, MAGIC_COOKIE.length());
  }
}
