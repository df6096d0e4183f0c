package io.switchlog.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The signed name of a leg in all that we mint - Contact user part, tags, Call-IDs, Via branches -
/// so that a request inside a dialog and a response say by themselves which call they belong to:
///
///     call id (26) | leg in decimal | "-" | key id (2) | MAC (16)
///
/// all of it letters, digits and one hyphen. The key id says which of the cluster's keys it is
/// under; the MAC has 80 bits. A suffix may follow behind a full stop (a branch needs one for each
/// request); it is not signed.
///
/// Calls that rules 12 and those before began have a MAC of 40 bits and no key id. Such a token is
/// read as well, for they may be up still, unless the secret says not to.
///
/// @param call the call id
/// @param leg the leg's number
public record SessionToken(String call, int leg) {
  /// What every branch begins with (RFC 3261 section 8.1.1.7).
  public static final String COOKIE = "z9hG4bK";

  private static final int KEY_ID_CHARACTERS = 2;
  private static final int MAC_CHARACTERS = 16;
  private static final int SHORT_MAC_CHARACTERS = 8;
  private static final int LONGEST_LEG = 4;

  /// The token's text.
  public String mint(ClusterSecret secret) {
    return call + leg + '-' + signature(secret, call, leg);
  }

  /// The token's text in a call that rules 12 or those before began.
  public String mintShort(ClusterSecret secret) {
    return call + leg + '-' + shortSignature(secret, call, leg);
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
    int hyphen = text.indexOf('-');
    int legStart = CallKey.CHARACTERS;
    if (hyphen <= legStart || hyphen > legStart + LONGEST_LEG || hyphen >= end) {
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
      ClusterSecret secret, String call, int leg, String signature) {
    if (signature.length() == SHORT_MAC_CHARACTERS && !secret.takesShortTokens()) {
      return null;
    }
    return switch (signature.length()) {
      case KEY_ID_CHARACTERS + MAC_CHARACTERS ->
          secret
              .keys()
              .filter(key -> signature.startsWith(keyId(key)))
              .filter(key -> isSame(signature(key, call, leg), signature))
              .findFirst()
              .orElse(null);
      case SHORT_MAC_CHARACTERS ->
          secret
              .keys()
              .filter(key -> isSame(shortSignature(key, call, leg), signature))
              .findFirst()
              .orElse(null);
      default -> null;
    };
  }

  /// Whether two signatures are the same, in a time that says nothing of how much of them is.
  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /// The key that this token was minted under, from a text that it was read from; null where it was
  /// not.
  public @Nullable ClusterSecret signer(ClusterSecret secret, String text) {
    return secret
        .keys()
        .filter(key -> text.startsWith(mint(key)) || text.startsWith(mintShort(key)))
        .findFirst()
        .orElse(null);
  }

  /// Reads the token in a branch, behind the magic cookie. Null where it is not one of ours.
  public static @Nullable SessionToken readBranch(ClusterSecret secret, String branch) {
    return branch.startsWith(COOKIE) ? read(secret, branch.substring(COOKIE.length())) : null;
  }

  private static String signature(ClusterSecret secret, String call, int leg) {
    return keyId(secret) + secret.derive(MAC_CHARACTERS, "token", call, Integer.toString(leg));
  }

  private static String keyId(ClusterSecret secret) {
    return secret.id().substring(0, KEY_ID_CHARACTERS);
  }

  private static String shortSignature(ClusterSecret secret, String call, int leg) {
    return secret.derive(SHORT_MAC_CHARACTERS, "leg", call, Integer.toString(leg));
  }
}
