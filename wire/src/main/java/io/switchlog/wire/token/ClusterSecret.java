package io.switchlog.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key that all nodes of a cluster share; identifiers are HMAC-SHA-256 of it, so that every
/// node derives the same ones and nobody else can. Never printed. Safe for use by many threads.
public final class ClusterSecret {
  /// The least number of bytes a secret may have.
  public static final int MINIMUM_BYTES = 16;

  private final ThreadLocal<Mac> macs;

  private ClusterSecret(byte[] key) {
    SecretKeySpec spec = new SecretKeySpec(key.clone(), "HmacSHA256");
    this.macs = ThreadLocal.withInitial(() -> newMac(spec));
  }

  /// A secret from its bytes.
  ///
  /// @throws IllegalArgumentException if the key is shorter than [#MINIMUM_BYTES]
  public static ClusterSecret of(byte[] key) {
    if (key.length < MINIMUM_BYTES) {
      throw new IllegalArgumentException(
          "a cluster secret needs at least "
              + MINIMUM_BYTES
              + " bytes, found "
              + key.length
              + "; make one with: head -c 32 /dev/urandom | base64");
    }
    return new ClusterSecret(key);
  }

  /// The UTF-8 bytes of a text as the key.
  public static ClusterSecret of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The HMAC of a purpose and its parts, each followed by a zero byte so that no two lists of
  /// parts run together, as base-32 digits.
  ///
  /// @param characters how many digits, 1 to 51 (five bits each)
  public String derive(int characters, String purpose, String... parts) {
    Mac mac = macs.get();
    feed(mac, purpose);
    for (String part : parts) {
      feed(mac, part);
    }
    return Base32.encode(mac.doFinal(), characters);
  }

  private static void feed(Mac mac, String part) {
    mac.update(part.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
  }

  private static Mac newMac(SecretKeySpec spec) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(spec);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256, this one does not", e);
    }
  }

  @Override
  public String toString() {
    return "ClusterSecret[hidden]";
  }
}
