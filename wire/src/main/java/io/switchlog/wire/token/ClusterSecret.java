package io.switchlog.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The keys that all nodes of a cluster share; identifiers are HMAC-SHA-256 of one, so that every
/// node derives the same ones and nobody else can. The first one signs what begins now, all verify;
/// what a call mints later is under the key that it began under, whatever comes first by then.
/// Never printed. Safe for use by many threads.
public final class ClusterSecret {
  /// The least number of bytes a secret may have.
  public static final int MINIMUM_BYTES = 16;

  private static final int ID_CHARACTERS = 8;

  private final ThreadLocal<Mac> macs;
  private final String id;
  private final List<ClusterSecret> others;
  private final boolean takesShortTokens;

  private ClusterSecret(byte[] key) {
    SecretKeySpec spec = new SecretKeySpec(key.clone(), "HmacSHA256");
    this.macs = ThreadLocal.withInitial(() -> newMac(spec));
    this.id = derive(ID_CHARACTERS, "key");
    this.others = List.of();
    this.takesShortTokens = true;
  }

  private ClusterSecret(ClusterSecret first, List<ClusterSecret> others, boolean takesShortTokens) {
    this.macs = first.macs;
    this.id = first.id;
    this.others = List.copyOf(others);
    this.takesShortTokens = takesShortTokens;
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

  /// The keys of a text, one a line, each without white space around it; the first signs.
  ///
  /// @throws IllegalArgumentException if there is none, or one is shorter than [#MINIMUM_BYTES]
  public static ClusterSecret of(String text) {
    List<ClusterSecret> keys =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(line -> of(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    return keys.isEmpty()
        ? of(new byte[0])
        : new ClusterSecret(keys.getFirst(), keys.subList(1, keys.size()), true);
  }

  /// The same for whom no tokens are valid but those of 80 bits ([SessionToken]).
  public ClusterSecret withoutShortTokens() {
    return new ClusterSecret(this, others, false);
  }

  /// Whether tokens of calls are valid that rules 12 and those before began.
  boolean takesShortTokens() {
    return takesShortTokens;
  }

  /// The short name of the key that signs. Says nothing of the key itself.
  public String id() {
    return id;
  }

  /// Each key by itself, the one that signs first.
  public Stream<ClusterSecret> keys() {
    return Stream.concat(Stream.of(this), others.stream());
  }

  /// The key with an id. Where there is none, or the id is null: the one whose id comes first in
  /// the alphabet, so that it does not depend on the order of the keys.
  public ClusterSecret named(@Nullable String wanted) {
    return others.isEmpty()
        ? this
        : keys()
            .filter(key -> key.id.equals(wanted))
            .findFirst()
            .orElseGet(() -> keys().min(Comparator.comparing(ClusterSecret::id)).orElse(this));
  }

  /// The HMAC of a purpose and its parts, each followed by a zero byte so that no two lists of
  /// parts run together, as base-32 digits.
  ///
  /// @param characters how many digits, 1 to 51 (five bits each)
  public String derive(int characters, String purpose, String... parts) {
    return Base32.encode(code(purpose, parts), characters);
  }

  /// The same as a UUID: its 32 hexadecimal digits, with the bits of one that is made of a name by
  /// a hash (RFC 9562 section 5.5).
  public String deriveUuid(String purpose, String... parts) {
    byte[] bytes = Arrays.copyOf(code(purpose, parts), 16);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x50);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    return HexFormat.of().formatHex(bytes);
  }

  private byte[] code(String purpose, String... parts) {
    Mac mac = macs.get();
    feed(mac, purpose);
    for (String part : parts) {
      feed(mac, part);
    }
    return mac.doFinal();
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
