package io.switchlog.control.core.dialog;

import io.switchlog.schemas.CallId;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What is minted for each leg. Each is a message authentication code, and each message of a leg
/// needs it: the latest are remembered, and are the same as if they were not.
final class Minted {
  /// The names of legs in what we send.
  static final Minted TOKENS =
      new Minted((secret, call, leg) -> new SessionToken(call.value(), leg).mint(secret));

  /// The same in calls of before.
  static final Minted SHORT_TOKENS =
      new Minted((secret, call, leg) -> new SessionToken(call.value(), leg).mintShort(secret));

  /// What we call parties that do not say what they go by.
  static final Minted UUIDS =
      new Minted((secret, call, leg) ->
          secret.deriveUuid("session-id", call.value(), Integer.toString(leg)));

  /// A power of two; a call uses two or three.
  private static final int REMEMBERED = 4_096;

  private final AtomicReferenceArray<@Nullable Known> known =
      new AtomicReferenceArray<>(REMEMBERED);
  private final Mint mint;

  private Minted(Mint mint) {
    this.mint = mint;
  }

  private interface Mint {
    String of(ClusterSecret secret, CallId call, int leg);
  }

  private record Known(ClusterSecret secret, CallId call, int leg, String text) {
    boolean is(ClusterSecret other, CallId otherCall, int otherLeg) {
      return secret == other && leg == otherLeg && call.equals(otherCall);
    }
  }

  /// @param leg its number
  String of(ClusterSecret secret, CallId call, int leg) {
    int slot = (31 * call.hashCode() + leg) & (REMEMBERED - 1);
    Known latest = known.get(slot);
    if (latest != null && latest.is(secret, call, leg)) {
      return latest.text();
    }
    String text = mint.of(secret, call, leg);
    known.set(slot, new Known(secret, call, leg, text));
    return text;
  }
}
