package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.wire.sip.DigestChallenge;
import io.switchlog.wire.sip.DigestLogin;
import io.switchlog.wire.token.ClusterSecret;
import org.jspecify.annotations.Nullable;

/// Answers challenges of peers with the credentials that call control names.
final class LoggingIn {
  private static final int CNONCE_CHARACTERS = 24;

  private final ClusterSecret secret;
  private final Credentials credentials;

  LoggingIn(ClusterSecret secret, Credentials credentials) {
    this.secret = secret;
    this.credentials = credentials;
  }

  /// The header line; null where we have nothing to say, so that the peer will ask again, and call
  /// control give up.
  ///
  /// @param body of the request
  @Nullable String line(Authorization order, Bytes body) {
    DigestChallenge challenge = DigestChallenge.parse(order.challenge());
    DigestLogin login = credentials.named(order.credentials());
    if (challenge == null || login == null || isOfAnother(login, challenge)) {
      return null;
    }
    // RFC 7616 section 5.12: of our own, so that no peer chooses all that is hashed. The same
    // wherever the request is sent from, as is all else of it.
    String cnonce = secret.derive(CNONCE_CHARACTERS, "cnonce", order.challenge());
    return (order.toProxy() ? "Proxy-Authorization: " : "Authorization: ")
        + challenge.answer(login, order.method(), order.uri(), body.array(), cnonce, order.count())
        + "\r\n";
  }

  private static boolean isOfAnother(DigestLogin login, DigestChallenge challenge) {
    return login.realm() != null && !login.realm().equals(challenge.realm());
  }
}
