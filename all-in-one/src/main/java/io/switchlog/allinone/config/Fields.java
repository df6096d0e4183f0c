package io.switchlog.allinone.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys of one mapping, taken out with their types checked. Every complaint names file, line,
/// key, what was found and what would be right.
final class Fields {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final String file;
  private final String path;
  private final Yaml.Mapping mapping;

  private Fields(String file, String path, Yaml.Mapping mapping) {
    this.file = file;
    this.path = path;
    this.mapping = mapping;
  }

  /// @param path the key that leads here, empty at the top of the file
  /// @param example what the mapping could look like
  static Fields of(String file, String path, Yaml value, Set<String> known, String example) {
    if (!(value instanceof Yaml.Mapping mapping)) {
      throw complaint(file, value.line(), path, value.kind(), example);
    }
    Fields fields = new Fields(file, path, mapping);
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!known.contains(key)) {
            throw new ConfigFileException(
                "%s:%d: unknown key %s, expected %s"
                    .formatted(
                        file,
                        entry.line(),
                        fields.name(key),
                        known.size() == 0
                            ? "none here"
                            : "one of " + String.join(", ", known.stream().sorted().toList())));
          }
        });
    return fields;
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  int line() {
    return mapping.line();
  }

  String text(String key, String wanted) {
    Yaml value = required(key, wanted);
    if (!(value instanceof Yaml.Scalar(int _, String text))) {
      throw wrong(key, wanted);
    }
    return text;
  }

  List<Yaml> list(String key, String wanted) {
    Yaml value = required(key, wanted);
    if (!(value instanceof Yaml.Listing(int _, List<Yaml> items))) {
      throw wrong(key, wanted);
    }
    return items;
  }

  Yaml required(String key, String wanted) {
    Yaml value = mapping.entries().get(key);
    if (value == null) {
      throw new ConfigFileException(
          "%s:%d: key %s is missing, expected %s".formatted(file, line(), name(key), wanted));
    }
    return value;
  }

  /// A span in whole seconds such as `90s`, `5m` or `4h`.
  int seconds(String key, int absent, int least, int most) {
    if (!has(key)) {
      return absent;
    }
    String wanted = "a time from %s to %s such as 90s, 5m or 4h".formatted(span(least), span(most));
    Matcher matcher = DURATION.matcher(text(key, wanted));
    if (!matcher.matches()) {
      throw wrong(key, wanted);
    }
    long count = Long.parseLong(matcher.group(1));
    Duration span =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    long seconds = span.toSeconds();
    if (seconds < least || seconds > most || span.toMillisPart() != 0) {
      throw wrong(key, wanted);
    }
    return (int) seconds;
  }

  int number(String key, int least, int most, String wanted) {
    String text = text(key, wanted);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, wanted, e);
    }
    throw wrong(key, wanted);
  }

  /// The complaint about a key's value.
  ConfigFileException wrong(String key, String wanted) {
    return wrong(key, wanted, null);
  }

  ConfigFileException wrong(String key, String wanted, @Nullable Throwable cause) {
    Yaml value = mapping.entries().getOrDefault(key, mapping);
    ConfigFileException complaint = complaint(file, value.line(), name(key), value.kind(), wanted);
    if (cause != null) {
      complaint.initCause(cause);
    }
    return complaint;
  }

  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// The complaint about a value that has no key of its own.
  static ConfigFileException complaint(String file, Yaml value, String name, String wanted) {
    return complaint(file, value.line(), name, value.kind(), wanted);
  }

  private static ConfigFileException complaint(
      String file, int line, String key, String found, String wanted) {
    return new ConfigFileException(
        "%s:%d: %sfound %s, expected %s"
            .formatted(file, line, key.isEmpty() ? "" : key + ": ", found, wanted));
  }

  private static String span(int seconds) {
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
