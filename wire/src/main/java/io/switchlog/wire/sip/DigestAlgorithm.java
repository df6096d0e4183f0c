package io.switchlog.wire.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A hash that digest authentication can be done with (RFC 8760 section 2.1).
public enum DigestAlgorithm {
  /// The only one of RFC 3261, and all that many peers know.
  MD5("MD5", "MD5"),
  SHA_256("SHA-256", "SHA-256"),
  SHA_512_256("SHA-512-256", "SHA-512/256");

  private static final String SESSION = "-sess";

  private final String token;
  private final String ofJdk;

  DigestAlgorithm(String token, String ofJdk) {
    this.token = token;
    this.ofJdk = ofJdk;
  }

  /// The one that a challenge names, whether or not for a session; null for one that is not known.
  public static @Nullable DigestAlgorithm named(String name) {
    String plain = isOfSession(name) ? name.substring(0, name.length() - SESSION.length()) : name;
    for (DigestAlgorithm each : values()) {
      if (each.token.equalsIgnoreCase(plain)) {
        return each;
      }
    }
    return null;
  }

  /// RFC 7616 section 3.4.2: the hash of the password takes in the first nonces.
  static boolean isOfSession(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(SESSION);
  }

  /// What challenges call it.
  public String token() {
    return token;
  }

  /// How many hexadecimal digits a hash has.
  public int digits() {
    return this == MD5 ? 32 : 64;
  }

  /// What is kept of a password so that its user can be told from others (`H(A1)`, RFC 7616 section
  /// 3.4.2): whoever has it can log in as that user, in that realm, and nowhere else.
  public String passwordHash(String username, String realm, String password) {
    return hash((username + ':' + realm + ':' + password).getBytes(StandardCharsets.UTF_8));
  }

  /// The hash, in hexadecimal digits.
  String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(ofJdk).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected a JDK with " + ofJdk + ", found none", e);
    }
  }
}
