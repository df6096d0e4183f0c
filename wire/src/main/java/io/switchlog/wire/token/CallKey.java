package io.switchlog.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// The identity of the call that a request outside any dialog belongs to. The INVITE, its
/// retransmissions, its CANCEL and the ACK to its failure repeat all four parts, so any edge
/// computes the same identity; a new attempt counts up its CSeq and so is a new call
/// (docs/adr/0002).
public final class CallKey {
  /// The length of a call id: 130 bits.
  public static final int CHARACTERS = 26;

  private CallKey() {}

  /// The call id of a request.
  ///
  /// @param callIdHeader the Call-ID
  /// @param fromTag the From-tag, empty where the peer sent none (RFC 2543)
  /// @param requestUri the Request-URI as it came
  /// @param cseq the CSeq number
  public static String of(
      ClusterSecret secret, String callIdHeader, String fromTag, String requestUri, long cseq) {
    return secret.derive(
        CHARACTERS, "call", callIdHeader, fromTag, requestUri, Long.toString(cseq));
  }

  /// The call id of a request for a call that comes from no peer, but over the bus: the same for
  /// the same idempotency key, whoever asks. It needs no secret, for no peer can ask.
  public static String ofRequest(String idempotencyKey) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("switchlog request " + idempotencyKey).getBytes(StandardCharsets.UTF_8));
      return Base32.encode(digest, CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of each Java platform", e);
    }
  }

  /// The key of a cluster under which a request has this call id. Null where none of those that are
  /// known gives it.
  public static @Nullable ClusterSecret secretOf(
      String call,
      ClusterSecret secret,
      String callIdHeader,
      String fromTag,
      String requestUri,
      long cseq) {
    return secret
        .keys()
        .filter(key -> of(key, callIdHeader, fromTag, requestUri, cseq).equals(call))
        .findFirst()
        .orElse(null);
  }
}
