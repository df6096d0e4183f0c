package io.switchlog.allinone.config;

import io.switchlog.schemas.config.User;
import io.switchlog.wire.sip.DigestAlgorithm;
import java.security.SecureRandom;

/// Passwords, which are kept as hashes and never as they are.
public final class Passwords {
  /// Without those that are taken for others.
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final int LENGTH = 20;

  private Passwords() {}

  /// One that nobody guesses.
  public static String made() {
    SecureRandom random = new SecureRandom();
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /// A user who has it, as it is said for the first time.
  public static User user(String realm, String name, String password) {
    return new User(
        realm,
        name,
        0,
        DigestAlgorithm.MD5.passwordHash(name, realm, password),
        DigestAlgorithm.SHA_256.passwordHash(name, realm, password),
        DigestAlgorithm.SHA_512_256.passwordHash(name, realm, password));
  }
}
