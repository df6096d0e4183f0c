package io.switchlog.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The signed name of a leg in all that we mint - Contact user part, tags, Call-IDs, Via branches -
/// so that a request inside a dialog and a response say by themselves which call they belong to:
///
///     call id (26) | leg in decimal | "-" | MAC (8)
///
/// all of it letters, digits and one hyphen. A suffix may follow behind a full stop (a branch needs
/// one for each request); it is not signed.
///
/// @param call the call id
/// @param leg the leg's number
public record SessionToken(String call, int leg) {
  /// What every branch begins with (RFC 3261 section 8.1.1.7).
  public static final String COOKIE = "z9hG4bK";

  private static final int MAC_CHARACTERS = 8;
  private static final int LONGEST_LEG = 4;

  /// The token's text.
  public String mint(ClusterSecret secret) {
    return call + leg + '-' + mac(secret, call, leg);
  }

  /// A branch for the top Via: the magic cookie (RFC 3261 section 8.1.1.7), the token, and what
  /// tells this request from the leg's others.
  public String mintBranch(ClusterSecret secret, String suffix) {
    return COOKIE + mint(secret) + '.' + suffix;
  }

  /// Reads a token at the start of a text and checks its MAC. Null where there is none or the MAC
  /// is wrong: the text was not minted by this cluster.
  ///
  /// @param text a token, or a token followed by a full stop and a suffix
  public static @Nullable SessionToken read(ClusterSecret secret, String text) {
    int end = text.indexOf('.');
    if (end < 0) {
      end = text.length();
    }
    int hyphen = end - MAC_CHARACTERS - 1;
    int legStart = CallKey.CHARACTERS;
    if (hyphen <= legStart || hyphen > legStart + LONGEST_LEG || text.charAt(hyphen) != '-') {
      return null;
    }
    int leg = 0;
    for (int i = legStart; i < hyphen; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || (i == legStart && digit == 0)) {
        return null;
      }
      leg = leg * 10 + digit;
    }
    for (int i = 0; i < legStart; i++) {
      if (!Base32.isDigit(text.charAt(i))) {
        return null;
      }
    }
    String call = text.substring(0, legStart);
    return signer(secret, call, leg, text.substring(hyphen + 1, end)) == null
        ? null
        : new SessionToken(call, leg);
  }

  private static @Nullable ClusterSecret signer(
      ClusterSecret secret, String call, int leg, String mac) {
    byte[] found = mac.getBytes(StandardCharsets.UTF_8);
    return secret
        .keys()
        .filter(key ->
            // In a time that says nothing of how much of it is right.
            MessageDigest.isEqual(mac(key, call, leg).getBytes(StandardCharsets.UTF_8), found))
        .findFirst()
        .orElse(null);
  }

  /// The key that this token was minted under, from a text that it was read from; null where it was
  /// not.
  public @Nullable ClusterSecret signer(ClusterSecret secret, String text) {
    return secret.keys().filter(key -> text.startsWith(mint(key))).findFirst().orElse(null);
  }

  /// Reads the token in a branch, behind the magic cookie. Null where it is not one of ours.
  public static @Nullable SessionToken readBranch(ClusterSecret secret, String branch) {
    return branch.startsWith(COOKIE) ? read(secret, branch.substring(COOKIE.length())) : null;
  }

  private static String mac(ClusterSecret secret, String call, int leg) {
    return secret.derive(MAC_CHARACTERS, "leg", call, Integer.toString(leg));
  }
}
