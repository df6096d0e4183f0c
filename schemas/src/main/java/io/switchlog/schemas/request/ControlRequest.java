package io.switchlog.schemas.request;

import org.jspecify.annotations.Nullable;

/// What may be asked of a call, or for one.
public sealed interface ControlRequest {
  /// A longer idempotency key is nobody's.
  int LONGEST_KEY = 200;

  /// Nobody has a longer URI, number or name. Texts of a request are of one line.
  int LONGEST_PARTY = 1_000;

  /// Whether a text is one line of at most so many characters.
  static boolean isLine(String text, int longest) {
    return text.length() <= longest && text.chars().noneMatch(Character::isISOControl);
  }

  /// A call to be made: one party is rung, and when it answers the other is called for it, as if it
  /// had dialed that.
  ///
  /// @param from who is rung first: a SIP URI, or what a rule of the routing table dials
  /// @param to who is called then: a SIP URI, or what the routing table makes of it
  /// @param callerId whom the first party sees calling, a user name or number; null: the other
  ///   party
  /// @param ringSeconds how long the first party may ring; 0: as long as the routing table lets it
  record Originate(String from, String to, @Nullable String callerId, int ringSeconds)
      implements ControlRequest {}

  /// The call is to end, whatever it is at.
  ///
  /// @param reason why, for people; goes into the call's outcome
  record HangUp(String reason) implements ControlRequest {}
}
