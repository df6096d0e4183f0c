package io.switchlog.control.core.dialog;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The tokens of legs. Each is a message authentication code, and each message of a leg needs it:
/// the latest are remembered, and are the same as if they were not.
final class Tokens {
  /// A power of two; a call uses two or three.
  private static final int REMEMBERED = 4_096;

  private static final AtomicReferenceArray<@Nullable Known> KNOWN =
      new AtomicReferenceArray<>(REMEMBERED);

  private record Known(ClusterSecret secret, CallId call, LegId leg, String token) {
    boolean is(ClusterSecret other, CallId otherCall, LegId otherLeg) {
      return secret == other && leg.equals(otherLeg) && call.equals(otherCall);
    }
  }

  private Tokens() {}

  static String of(ClusterSecret secret, CallId call, LegId leg) {
    int slot = (31 * call.hashCode() + leg.value()) & (REMEMBERED - 1);
    Known known = KNOWN.get(slot);
    if (known != null && known.is(secret, call, leg)) {
      return known.token();
    }
    String token = new SessionToken(call.value(), leg.value()).mint(secret);
    KNOWN.set(slot, new Known(secret, call, leg, token));
    return token;
  }
}
