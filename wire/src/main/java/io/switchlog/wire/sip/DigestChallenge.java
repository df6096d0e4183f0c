package io.switchlog.wire.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
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
    try {
      Cursor cursor = Cursor.over(value).skipLws();
      return cursor.token("a scheme").equalsIgnoreCase("Digest")
          ? of(parameters(cursor.skipLws()))
          : null;
    } catch (MalformedHeader e) {
      return null;
    }
  }

  private static Params parameters(Cursor cursor) {
    Params params = Params.NONE;
    int count = 0;
    do {
      String name = cursor.skipLws().token("a parameter name");
      cursor.expect('=', "=");
      if (++count > Params.MAX || params.has(name)) {
        throw cursor.malformed("each parameter once, and at most " + Params.MAX);
      }
      params = params.with(name, value(cursor, name));
    } while (cursor.take(','));
    cursor.expectEnd("a challenge");
    return params;
  }

  /// What we repeat between quotes is a token where it came without: nothing else is sure not to
  /// end them. Of the rest all is taken that real peers send.
  private static String value(Cursor cursor, String name) {
    if (cursor.peek() == '"') {
      return cursor.quoted();
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "realm", "nonce", "opaque" -> cursor.token("a token");
      case "qop" -> options(cursor);
      default -> cursor.run(Ascii.VALUE, "a value");
    };
  }

  /// A list that should be quoted and is not: what has no `=` behind it is no parameter but one
  /// more option.
  private static String options(Cursor cursor) {
    StringBuilder all = new StringBuilder(cursor.token("an option"));
    while (true) {
      int before = cursor.at;
      if (!cursor.take(',')) {
        return all.toString();
      }
      String next = cursor.token("an option or a parameter name");
      if (cursor.skipLws().peek() == '=') {
        cursor.at = before;
        return all.toString();
      }
      all.append(',').append(next);
    }
  }

  private static @Nullable DigestChallenge of(Params params) {
    String realm = inside(params.raw("realm"));
    String nonce = inside(params.raw("nonce"));
    String named = inside(params.raw("algorithm"));
    DigestAlgorithm algorithm = named == null ? DigestAlgorithm.MD5 : DigestAlgorithm.named(named);
    Protection protection = protection(inside(params.raw("qop")));
    if (realm == null || nonce == null || algorithm == null || protection == null) {
      return null;
    }
    boolean stale = "true".equalsIgnoreCase(inside(params.raw("stale")));
    String opaque = inside(params.raw("opaque"));
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

  /// What stands between the quotes, or all where there are none; null for nothing.
  private static @Nullable String inside(@Nullable String raw) {
    return raw == null || !raw.startsWith("\"") ? raw : raw.substring(1, raw.length() - 1);
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
