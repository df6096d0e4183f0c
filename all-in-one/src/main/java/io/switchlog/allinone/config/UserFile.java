package io.switchlog.allinone.config;

import io.switchlog.edge.core.Authentication;
import io.switchlog.schemas.config.User;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Users as a file, one a line, as `htdigest` writes them, and as they can be had of the tables of
/// other exchanges (`ha1`):
///
///     # name:realm:hash, the hash of name:realm:password by MD5
///     1001:pbx.example:4e7e0ae1e86ff7a8ab1f3a14a8f5ab61
///     # more of them, with their names
///     1002:pbx.example:sha-256=9f86d081884c7d65...:md5=098f6bcd4621d373...
public final class UserFile {
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\s\":/\\\\]{1,128}");
  private static final String HASHES =
      "a hash of 32 hexadecimal digits, or md5=, sha-256= or" + " sha-512-256= and one of its";

  private UserFile() {}

  /// Whether a text may be a user's name.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// What a name may be, for people.
  public static String names() {
    return "1 to 128 characters, without blanks, quotes, colons and slashes";
  }

  /// Reads a file.
  ///
  /// @throws ConfigFileException with a one-line message, without any hash
  public static List<User> read(Path path) {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (MalformedInputException e) {
      throw new ConfigFileException(path + ": not a text in UTF-8");
    } catch (IOException e) {
      String why = Files.exists(path) ? "cannot be read: " + e.getMessage() : "no such file";
      throw new ConfigFileException(path + ": " + why);
    }
  }

  static List<User> parse(String file, String text) {
    List<User> users = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String place = file + ":" + number + ": ";
      User user = user(place, line.strip().split(":", -1));
      Integer earlier = lines.putIfAbsent(UserStore.key(user.realm(), user.name()), number);
      if (earlier != null) {
        throw new ConfigFileException(
            place + "expected a user of its own, line " + earlier + " has this one already");
      }
      users.add(user);
    }
    return users;
  }

  private static User user(String place, String[] parts) {
    if (parts.length < 3) {
      throw new ConfigFileException(
          place + "expected name:realm:hash, found " + parts.length + " of the three");
    }
    if (!isName(parts[0])) {
      throw new ConfigFileException(place + "name: expected " + names());
    }
    if (!Authentication.isRealm(parts[1])) {
      throw new ConfigFileException(place + "realm: expected a name such as pbx.example");
    }
    Map<String, String> hashes = new HashMap<>();
    for (int i = 2; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String algorithm =
          equals < 0 ? "md5" : parts[i].substring(0, equals).toLowerCase(Locale.ROOT);
      String hash = parts[i].substring(equals + 1).toLowerCase(Locale.ROOT);
      int digits =
          switch (algorithm) {
            case "md5" -> 32;
            case "sha-256", "sha-512-256" -> 64;
            default -> 0;
          };
      if (digits == 0
          || !hash.matches("[0-9a-f]{" + digits + "}")
          || hashes.put(algorithm, hash) != null) {
        throw new ConfigFileException(place + "expected " + HASHES + ", each once");
      }
    }
    return new User(
        parts[1], parts[0], 0, of(hashes, "md5"), of(hashes, "sha-256"), of(hashes, "sha-512-256"));
  }

  private static @Nullable String of(Map<String, String> hashes, String algorithm) {
    return hashes.get(algorithm);
  }
}
