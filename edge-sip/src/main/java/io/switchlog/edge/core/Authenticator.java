package io.switchlog.edge.core;

import io.switchlog.schemas.config.User;
import io.switchlog.wire.sip.DigestAlgorithm;
import io.switchlog.wire.sip.DigestAnswer;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.Nonce;
import org.jspecify.annotations.Nullable;

/// Asks who makes a request, and believes who knows the password (RFC 3261 section 22.3, RFC 7616,
/// RFC 8760). Remembers nothing: a nonce is good for one call of one source, at every edge
/// ([Nonce]).
///
/// | what the request says | answer |
/// |---|---|
/// | nothing for our realm | 407 with a nonce |
/// | what only who knows the password can say, with a nonce of another request, or an old one | 407, `stale` |
/// | the same with a good one | it is let in |
/// | anything else | 407 with a nonce, and an offence of its source |
///
/// Nobody learns whether it was the name or the password that was wrong.
final class Authenticator {
  /// How old a nonce may be: shorter than a call is remembered after its end, so that who says
  /// again what it has overheard finds the call ([Nonce]).
  static final long SECONDS = 60;

  /// Nobody's, for names that nobody has: to find out takes as long as for others.
  private static final String NOBODY = "0";

  private final ClusterSecret secret;
  private final Authentication policy;
  private final Effects effects;
  private final EdgeCounters counters;
  private final Bans bans;

  Authenticator(Kit kit, Authentication policy, Effects effects, Bans bans) {
    this.secret = kit.secret();
    this.counters = kit.counters();
    this.policy = policy;
    this.effects = effects;
    this.bans = bans;
  }

  /// What a request of a source that has to prove who it is is answered, or null: it is let in.
  @Nullable Refusal of(long nowMillis, Source source, SipRequest request) {
    if (!policy.asks(source)) {
      return null;
    }
    if (!effects.knowsUsers()) {
      counters.add(Counter.UNAVAILABLE);
      effects.refusing(
          "the users are not read yet: look whether the topic users is there, and may be read");
      return Refusal.UNAVAILABLE;
    }
    DigestAnswer answer = ours(request);
    if (answer == null) {
      counters.add(Counter.CHALLENGED);
      return challenge(nowMillis, source, request, false);
    }
    if (!isProven(answer, request)) {
      counters.add(Counter.WRONG_PASSWORDS);
      bans.note(nowMillis, source, Bans.Offence.PASSWORD);
      return challenge(nowMillis, source, request, false);
    }
    if (!Nonce.isGood(
        secret,
        answer.nonce(),
        nowMillis,
        SECONDS,
        source.host(),
        callId(request),
        fromTag(request),
        request.uriText())) {
      counters.add(Counter.CHALLENGED);
      return challenge(nowMillis, source, request, true);
    }
    return null;
  }

  /// A request that goes through several proxies may bear an answer for each (RFC 3261 section
  /// 22.3).
  private @Nullable DigestAnswer ours(SipRequest request) {
    for (String value : request.headers(HeaderName.PROXY_AUTHORIZATION.canonical())) {
      DigestAnswer answer = DigestAnswer.parse(value);
      if (answer != null && answer.realm().equals(policy.realm())) {
        return answer;
      }
    }
    return null;
  }

  private boolean isProven(DigestAnswer answer, SipRequest request) {
    User user = effects.user(policy.realm(), answer.username());
    String hash = user == null ? null : hash(user, answer.algorithm());
    boolean proven = answer.proves(hash == null ? NOBODY : hash, request.method(), request.body());
    return proven && hash != null && policy.algorithms().contains(answer.algorithm());
  }

  private static @Nullable String hash(User user, DigestAlgorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> user.md5();
      case SHA_256 -> user.sha256();
      case SHA_512_256 -> user.sha512t256();
    };
  }

  private Refusal challenge(long nowMillis, Source source, SipRequest request, boolean stale) {
    String nonce =
        Nonce.mint(
            secret, nowMillis, source.host(), callId(request), fromTag(request), request.uriText());
    StringBuilder headers = new StringBuilder(400);
    for (DigestAlgorithm algorithm : policy.algorithms()) {
      headers
          .append("Proxy-Authenticate: Digest realm=\"")
          .append(policy.realm())
          .append("\", qop=\"")
          .append(policy.bodies() ? "auth,auth-int" : "auth")
          .append("\", algorithm=")
          .append(algorithm.token())
          .append(", nonce=\"")
          .append(nonce)
          .append(stale ? "\", stale=true\r\n" : "\"\r\n");
    }
    return new Refusal(407, StatusCodes.reason(407), headers.toString());
  }

  private static String callId(SipRequest request) {
    return String.valueOf(request.header(HeaderName.CALL_ID));
  }

  private static String fromTag(SipRequest request) {
    return String.valueOf(request.from().tag());
  }
}
