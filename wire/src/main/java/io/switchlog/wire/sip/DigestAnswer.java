package io.switchlog.wire.sip;

import io.switchlog.wire.sip.DigestChallenge.Protection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An answer to a challenge of digest authentication, as an `Authorization` or
/// `Proxy-Authorization` has it (RFC 7616 section 3.4, for SIP RFC 3261 section 22.4 and RFC 8760).
/// Texts are as they came between their quotes.
///
/// @param username who it claims to be
/// @param realm whose user
/// @param nonce the challenger's
/// @param uri what it says the Request-URI is; of several real peers it is not
/// @param response what only who knows the password can work out
/// @param algorithm the hash
/// @param session whether the hash of the password takes in the nonces
/// @param protection what it covers
/// @param cnonce of its own making; empty for none
/// @param count how many requests bore the nonce, as it came; empty for none
public record DigestAnswer(
    String username,
    String realm,
    String nonce,
    String uri,
    String response,
    DigestAlgorithm algorithm,
    boolean session,
    Protection protection,
    String cnonce,
    String count) {
  private static final Pattern COUNT = Pattern.compile("[0-9a-fA-F]{8}");

  /// Reads the value of one header field.
  ///
  /// @return null where it is of another scheme, of a hash that is not known, says less than it has
  ///   to, or is malformed
  public static @Nullable DigestAnswer parse(String value) {
    Params params = DigestParameters.read(value);
    if (params == null) {
      return null;
    }
    String username = text(params, "username");
    String realm = text(params, "realm");
    String nonce = text(params, "nonce");
    String uri = text(params, "uri");
    String response = text(params, "response");
    String named = text(params, "algorithm");
    DigestAlgorithm algorithm = named == null ? DigestAlgorithm.MD5 : DigestAlgorithm.named(named);
    Protection protection = protection(text(params, "qop"));
    if (username == null
        || realm == null
        || nonce == null
        || uri == null
        || response == null
        || algorithm == null
        || protection == null) {
      return null;
    }
    boolean session = named != null && DigestAlgorithm.isOfSession(named);
    String cnonce = orEmpty(text(params, "cnonce"));
    String count = orEmpty(text(params, "nc"));
    // RFC 7616 section 3.4: both are there where the answer says what it covers.
    boolean counted = !cnonce.isEmpty() && COUNT.matcher(count).matches();
    if ((protection != Protection.NONE && !counted) || (session && cnonce.isEmpty())) {
      return null;
    }
    return new DigestAnswer(
        username, realm, nonce, uri, response, algorithm, session, protection, cnonce, count);
  }

  private static @Nullable String text(Params params, String name) {
    return DigestParameters.inside(params.raw(name));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable Protection protection(@Nullable String qop) {
    if (qop == null) {
      return Protection.NONE;
    }
    return switch (qop.strip().toLowerCase(Locale.ROOT)) {
      case "auth" -> Protection.AUTH;
      case "auth-int" -> Protection.AUTH_INT;
      default -> null;
    };
  }

  /// Whether only who knows the password can have made it. Says nothing of the nonce.
  ///
  /// @param passwordHash of the user, by [#algorithm]: [DigestAlgorithm#passwordHash]
  /// @param method of the request
  /// @param body its body
  public boolean proves(String passwordHash, String method, byte[] body) {
    String ha1 = passwordHash.toLowerCase(Locale.ROOT);
    if (session) {
      ha1 = hash(ha1 + ':' + nonce + ':' + cnonce);
    }
    String covered = method + ':' + uri;
    String ha2 =
        switch (protection) {
          case NONE, AUTH -> hash(covered);
          case AUTH_INT -> hash(covered + ':' + algorithm.hash(body));
        };
    String expected =
        switch (protection) {
          case NONE -> hash(ha1 + ':' + nonce + ':' + ha2);
          case AUTH -> hash(String.join(":", ha1, nonce, count, cnonce, "auth", ha2));
          case AUTH_INT -> hash(String.join(":", ha1, nonce, count, cnonce, "auth-int", ha2));
        };
    // In a time that says nothing of how much of it is right.
    return MessageDigest.isEqual(bytes(expected), bytes(response.toLowerCase(Locale.ROOT)));
  }

  private String hash(String text) {
    return algorithm.hash(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
