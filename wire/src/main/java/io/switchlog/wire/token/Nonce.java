package io.switchlog.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The nonce of a challenge (RFC 7616 section 3.3), which every node of a cluster can check, and
/// which nobody has to remember:
///
///     seconds since the epoch (8, hexadecimal) | key id (2) | MAC (24)
///
/// It is good for the request alone that it was made for: the MAC covers the address that the
/// request came from, its Call-ID, its From tag and its Request-URI. These name the call
/// ([CallKey]); so whoever says again what it has overheard says it of the call that is there, and
/// begins no other one.
public final class Nonce {
  private static final int TIME_CHARACTERS = 8;
  private static final int KEY_ID_CHARACTERS = 2;
  private static final int MAC_CHARACTERS = 24;
  private static final int CHARACTERS = TIME_CHARACTERS + KEY_ID_CHARACTERS + MAC_CHARACTERS;

  /// By how much the clocks of two nodes may differ.
  private static final long CLOCKS_SECONDS = 30;

  private Nonce() {}

  /// Makes one.
  ///
  /// @param host the address that the request came from
  /// @param callId of the request
  /// @param fromTag of the request
  /// @param uri its Request-URI as it came
  public static String mint(
      ClusterSecret secret,
      long nowMillis,
      String host,
      String callId,
      String fromTag,
      String uri) {
    String time = "%08x".formatted(nowMillis / 1_000 & 0xffff_ffffL);
    return time + signature(secret, time, host, callId, fromTag, uri);
  }

  /// Whether one was made by this cluster for such a request, not too long ago.
  ///
  /// @param seconds how old it may be
  public static boolean isGood(
      ClusterSecret secret,
      String nonce,
      long nowMillis,
      long seconds,
      String host,
      String callId,
      String fromTag,
      String uri) {
    if (nonce.length() != CHARACTERS) {
      return false;
    }
    String time = nonce.substring(0, TIME_CHARACTERS);
    byte[] signature = bytes(nonce.substring(TIME_CHARACTERS));
    boolean ours =
        secret
            .keys()
            .anyMatch(key ->
                MessageDigest.isEqual(
                    bytes(signature(key, time, host, callId, fromTag, uri)), signature));
    if (!ours) {
      return false;
    }
    long age = nowMillis / 1_000 - Long.parseLong(time, 16);
    return age >= -CLOCKS_SECONDS && age <= seconds;
  }

  private static String signature(
      ClusterSecret secret, String time, String host, String callId, String fromTag, String uri) {
    return secret.id().substring(0, KEY_ID_CHARACTERS)
        + secret.derive(MAC_CHARACTERS, "nonce", time, host, callId, fromTag, uri);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
