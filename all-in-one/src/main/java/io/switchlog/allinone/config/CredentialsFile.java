package io.switchlog.allinone.config;

import io.switchlog.edge.core.Credentials;
import io.switchlog.wire.sip.DigestLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The credentials of an edge as a file, by name. See docs/routing.md, "Trunks that ask for a
/// password". A file that changes is read again when it is needed, at most every two seconds; one
/// that has become unreadable is complained of, and what was read before holds.
public final class CredentialsFile implements Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialsFile.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();
  private static final Set<String> KEYS = Set.of("username", "password", "realm");
  private static final String EXAMPLE =
      "a mapping such as {username: \"switchlog\", password: \"s3cret\"}";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final Path path;
  private final LongSupplier nanos;
  private final AtomicLong looked;
  private final Set<String> missed = ConcurrentHashMap.newKeySet();
  private volatile Version version;

  /// What was read, and when what was read was written.
  private record Version(Map<String, DigestLogin> logins, @Nullable FileTime written) {}

  private CredentialsFile(Path path, LongSupplier nanos) {
    this.path = path;
    this.nanos = nanos;
    this.looked = new AtomicLong(nanos.getAsLong());
    this.version = version();
  }

  /// Reads a file.
  ///
  /// @throws ConfigFileException with a one-line message, without any password
  public static CredentialsFile read(Path path) {
    return read(path, System::nanoTime);
  }

  static CredentialsFile read(Path path, LongSupplier nanos) {
    return new CredentialsFile(path, nanos);
  }

  /// Whether a text may be a name of credentials.
  static boolean isName(String text) {
    return text.matches(NAME);
  }

  private Version version() {
    try {
      FileTime written = Files.getLastModifiedTime(path);
      return new Version(parse(path.toString(), Files.readString(path)), written);
    } catch (IOException e) {
      String why = Files.exists(path) ? "cannot be read: " + e : "no such file";
      throw new ConfigFileException("credentials file " + path + ": " + why);
    }
  }

  static Map<String, DigestLogin> parse(String file, String text) {
    Yaml document = Yaml.read(file, text);
    if (!(document instanceof Yaml.Mapping mapping)) {
      throw Fields.complaint(file, document, "", "names, each with " + EXAMPLE);
    }
    Map<String, DigestLogin> logins = new HashMap<>();
    mapping
        .entries()
        .forEach((name, entry) -> {
          if (!isName(name)) {
            throw new ConfigFileException(
                "%s:%d: found the name \"%s\", expected letters, digits, '.', '_' and '-', 64 at most"
                    .formatted(file, entry.line(), name));
          }
          if (!(entry instanceof Yaml.Mapping)) {
            // Not what was found: it may be the password.
            throw new ConfigFileException(
                "%s:%d: %s: expected %s".formatted(file, entry.line(), name, EXAMPLE));
          }
          logins.put(name, login(Fields.of(file, name, entry, KEYS, EXAMPLE)));
        });
    return Map.copyOf(logins);
  }

  private static DigestLogin login(Fields fields) {
    String username = line(fields, "username", "a name without quotes, backslashes and line ends");
    String password = fields.text("password", "the password in quotes");
    String realm =
        fields.has("realm")
            ? line(fields, "realm", "the realm that the peer asks for, or no such key")
            : null;
    return new DigestLogin(username, password, realm);
  }

  private static String line(Fields fields, String key, String wanted) {
    String text = fields.text(key, wanted);
    if (text.chars().anyMatch(c -> c == '"' || c == '\\' || Character.isISOControl(c))) {
      throw fields.wrong(key, wanted);
    }
    return text;
  }

  @Override
  public @Nullable DigestLogin named(String name) {
    long now = nanos.getAsLong();
    long before = looked.get();
    if (now - before >= LOOK_NANOS && looked.compareAndSet(before, now)) {
      // Not on the loop that asks: a disk may be slow.
      Thread.startVirtualThread(this::look);
    }
    DigestLogin login = version.logins().get(name);
    if (login == null && missed.add(name)) {
      LOG.error(
          "expected credentials \"{}\" in {}, found none: peers that ask for them refuse our calls;"
              + " add them there, on every edge",
          name,
          path);
    }
    return login;
  }

  /// Reads the file again if it was written since.
  void look() {
    try {
      if (!Files.getLastModifiedTime(path).equals(version.written())) {
        version = version();
        missed.clear();
        LOG.info("{} read again: {} credentials", path, version.logins().size());
      }
    } catch (IOException | ConfigFileException e) {
      LOG.error("{} cannot be read again, what was read before holds: {}", path, e.getMessage());
    }
  }
}
