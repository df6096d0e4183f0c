package io.switchlog.wire.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A challenge of digest authentication, as a `WWW-Authenticate` or `Proxy-Authenticate` has it
/// (RFC 7616 section 3.3, for SIP RFC 3261 section 22.4 and RFC 8760). Texts are as they came
/// between their quotes: what is hashed is what is repeated.
///
/// @param realm whose users are asked for
/// @param nonce of the challenger's own making
/// @param opaque to be repeated; null for none
/// @param algorithm the hash
/// @param algorithmName what the challenge calls it, to be repeated; null: it names none
/// @param protection what the answer covers
/// @param stale whether only the nonce was wrong before
public record DigestChallenge(
    String realm,
    String nonce,
    @Nullable String opaque,
    DigestAlgorithm algorithm,
    @Nullable String algorithmName,
    Protection protection,
    boolean stale) {

  /// What an answer covers (`qop`).
  public enum Protection {
    /// Nobody asked: as RFC 2069 had it.
    NONE,
    /// Method and Request-URI.
    AUTH,
    /// The body as well.
    AUTH_INT
  }

  /// Reads the value of one header field.
  ///
  /// @return null where it is of another scheme, wants a hash that is not known, or is malformed
  public static @Nullable DigestChallenge parse(String value) {
    Params params = DigestParameters.read(value);
    return params == null ? null : of(params);
  }

  private static @Nullable DigestChallenge of(Params params) {
    String realm = DigestParameters.inside(params.raw("realm"));
    String nonce = DigestParameters.inside(params.raw("nonce"));
    String named = DigestParameters.inside(params.raw("algorithm"));
    DigestAlgorithm algorithm = named == null ? DigestAlgorithm.MD5 : DigestAlgorithm.named(named);
    Protection protection = protection(DigestParameters.inside(params.raw("qop")));
    if (realm == null || nonce == null || algorithm == null || protection == null) {
      return null;
    }
    boolean stale = "true".equalsIgnoreCase(DigestParameters.inside(params.raw("stale")));
    String opaque = DigestParameters.inside(params.raw("opaque"));
    return new DigestChallenge(realm, nonce, opaque, algorithm, named, protection, stale);
  }

  /// RFC 7616 section 3.3: of several the peer chooses. Bodies are covered where nothing less will
  /// do: a back-to-back user agent on the way changes them. Null where none is known.
  private static @Nullable Protection protection(@Nullable String options) {
    if (options == null) {
      return Protection.NONE;
    }
    var names = Arrays.stream(options.split(",")).map(String::strip).toList();
    if (names.stream().anyMatch("auth"::equalsIgnoreCase)) {
      return Protection.AUTH;
    }
    return names.stream().anyMatch("auth-int"::equalsIgnoreCase) ? Protection.AUTH_INT : null;
  }

  /// The value of the `Authorization` or `Proxy-Authorization` that answers (RFC 7616 section 3.4).
  ///
  /// @param method of the request
  /// @param uri its Request-URI
  /// @param body its body
  /// @param cnonce of our own making; the same for as long as the nonce is (section 3.4.2)
  /// @param count how many requests bear this nonce, this one included, 1 or more
  public String answer(
      DigestLogin login, String method, String uri, byte[] body, String cnonce, long count) {
    String ha1 = hash(login.username() + ':' + realm + ':' + login.password());
    if (isOfSession()) {
      ha1 = hash(ha1 + ':' + nonce + ':' + cnonce);
    }
    String covered = method + ':' + uri;
    String ha2 =
        hash(protection == Protection.AUTH_INT ? covered + ':' + algorithm.hash(body) : covered);
    String counted = "%08x".formatted(count);
    String response =
        protection == Protection.NONE
            ? hash(ha1 + ':' + nonce + ':' + ha2)
            : hash(String.join(":", ha1, nonce, counted, cnonce, qop(), ha2));
    StringBuilder value = new StringBuilder(300).append("Digest");
    value.append(" username=\"").append(login.username());
    value.append("\", realm=\"").append(realm);
    value.append("\", nonce=\"").append(nonce);
    value.append("\", uri=\"").append(uri);
    value.append("\", response=\"").append(response).append('"');
    if (algorithmName != null) {
      value.append(", algorithm=").append(algorithmName);
    }
    if (opaque != null) {
      value.append(", opaque=\"").append(opaque).append('"');
    }
    if (protection != Protection.NONE) {
      value.append(", qop=").append(qop());
      value.append(", nc=").append(counted);
    }
    boolean nonces = protection != Protection.NONE || isOfSession();
    return nonces
        ? value.append(", cnonce=\"").append(cnonce).append('"').toString()
        : value.toString();
  }

  private boolean isOfSession() {
    return algorithmName != null && DigestAlgorithm.isOfSession(algorithmName);
  }

  private String qop() {
    return protection == Protection.AUTH_INT ? "auth-int" : "auth";
  }

  private String hash(String text) {
    return algorithm.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
