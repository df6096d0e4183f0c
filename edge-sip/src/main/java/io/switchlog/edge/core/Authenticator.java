package io.switchlog.edge.core;

import io.switchlog.schemas.UserAddress;
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
/// | nothing for our realm | 407 with a nonce; a REGISTER 401 |
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

  /// Whom nobody can be (RFC 3261 section 10.3, step 5).
  private static final Refusal NO_SUCH_USER = new Refusal(404, StatusCodes.reason(404), "");

  /// RFC 3261 section 10.3, step 4.
  private static final Refusal NOT_ITS_OWN =
      new Refusal(403, "Forbidden: expected the user's own address in To", "");

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

  /// What a call of a source that has to prove who it is is answered, or null: it is let in.
  @Nullable Refusal of(long nowMillis, Source source, SipRequest request) {
    return policy.asks(source)
        ? (proof(nowMillis, source, request, BY_PROXY) instanceof Proof.Refused(Refusal refusal)
            ? refusal
            : null)
        : null;
  }

  /// Who registers, and whether it may do so there.
  Admission.Registrant whoRegisters(long nowMillis, Arrival.OfAddress arrival) {
    String name = arrival.user();
    if (!UserAddress.isAddress(name, policy.realm())) {
      return new Admission.Registrant.Unproven(NO_SUCH_USER);
    }
    UserAddress address = new UserAddress(name, policy.realm());
    if (!policy.asksToRegister(arrival.source())) {
      return new Admission.Registrant.Known(address, "");
    }
    return switch (proof(nowMillis, arrival.source(), arrival.request(), BY_SERVER)) {
      case Proof.Refused(Refusal refusal) -> new Admission.Registrant.Unproven(refusal);
      case Proof.Given(String user) ->
          user.equals(name)
              ? new Admission.Registrant.Known(address, user)
              : new Admission.Registrant.Unproven(NOT_ITS_OWN);
    };
  }

  /// What came of asking.
  private sealed interface Proof {
    record Refused(Refusal refusal) implements Proof {}

    record Given(String user) implements Proof {}
  }

  /// Who asks, in which header it does so, and where the answer is (RFC 3261 section 22.1).
  private record Asking(int status, String header, HeaderName answer) {}

  private static final Asking BY_PROXY =
      new Asking(407, "Proxy-Authenticate", HeaderName.PROXY_AUTHORIZATION);
  private static final Asking BY_SERVER =
      new Asking(401, "WWW-Authenticate", HeaderName.AUTHORIZATION);

  private Proof proof(long nowMillis, Source source, SipRequest request, Asking asking) {
    if (!effects.knowsUsers()) {
      counters.add(Counter.UNAVAILABLE);
      effects.refusing(
          "the users are not read yet: look whether the topic users is there, and may be read");
      return new Proof.Refused(Refusal.UNAVAILABLE);
    }
    DigestAnswer answer = ours(request, asking.answer());
    if (answer == null) {
      counters.add(Counter.CHALLENGED);
      return new Proof.Refused(challenge(nowMillis, source, request, asking, false));
    }
    if (!isProven(answer, request)) {
      counters.add(Counter.WRONG_PASSWORDS);
      bans.note(nowMillis, source, Bans.Offence.PASSWORD);
      return new Proof.Refused(challenge(nowMillis, source, request, asking, false));
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
      return new Proof.Refused(challenge(nowMillis, source, request, asking, true));
    }
    return new Proof.Given(answer.username());
  }

  /// A request that goes through several proxies may bear an answer for each (RFC 3261 section
  /// 22.3).
  private @Nullable DigestAnswer ours(SipRequest request, HeaderName header) {
    for (String value : request.headers(header.canonical())) {
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

  private Refusal challenge(
      long nowMillis, Source source, SipRequest request, Asking asking, boolean stale) {
    String nonce =
        Nonce.mint(
            secret, nowMillis, source.host(), callId(request), fromTag(request), request.uriText());
    StringBuilder headers = new StringBuilder(400);
    for (DigestAlgorithm algorithm : policy.algorithms()) {
      headers
          .append(asking.header())
          .append(": Digest realm=\"")
          .append(policy.realm())
          .append("\", qop=\"")
          .append(policy.bodies() ? "auth,auth-int" : "auth")
          .append("\", algorithm=")
          .append(algorithm.token())
          .append(", nonce=\"")
          .append(nonce)
          .append(stale ? "\", stale=true\r\n" : "\"\r\n");
    }
    return new Refusal(asking.status(), StatusCodes.reason(asking.status()), headers.toString());
  }

  private static String callId(SipRequest request) {
    return String.valueOf(request.header(HeaderName.CALL_ID));
  }

  private static String fromTag(SipRequest request) {
    return String.valueOf(request.from().tag());
  }
}
