package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.command.RequestPattern;
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
  /// @param request that bears it
  @Nullable String line(Authorization order, RequestPattern request) {
    DigestChallenge challenge = DigestChallenge.parse(order.challenge());
    DigestLogin login = credentials.named(order.credentials());
    if (challenge == null || login == null || isOfAnother(login, challenge)) {
      return null;
    }
    // RFC 7616 section 5.12: of our own, so that no peer chooses all that is hashed. The same
    // wherever the request is sent from, as is all else of it; another one for another leg, which
    // counts for itself.
    String cnonce =
        secret.derive(CNONCE_CHARACTERS, "cnonce", order.challenge(), leg(request.branch()));
    Bytes body = order.body() == null ? request.body() : order.body();
    return (order.toProxy() ? "Proxy-Authorization: " : "Authorization: ")
        + challenge.answer(login, order.method(), order.uri(), body.array(), cnonce, order.count())
        + "\r\n";
  }

  /// What all branches of a leg have in common: its token.
  private static String leg(String branch) {
    int end = branch.lastIndexOf('.');
    return end < 0 ? branch : branch.substring(0, end);
  }

  private static boolean isOfAnother(DigestLogin login, DigestChallenge challenge) {
    return login.realm() != null && !login.realm().equals(challenge.realm());
  }
}
