package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Content;
import io.switchlog.wire.sip.HeaderName;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The header lines of what crosses, by name, in whatever case and form (RFC 3261 section 7.3).
public final class HeaderLines {
  private HeaderLines() {}

  /// The value of the first line of a name; null where there is none.
  public static @Nullable String value(Content content, String name) {
    String wanted = Passage.spelled(name);
    return lines(content)
        .filter(line -> nameOf(line).equals(wanted))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(null);
  }

  /// Whether there is a line of a name that has no compact form.
  static boolean has(Content content, String name) {
    String lines = content.headers().toString();
    int at = 0;
    while (at < lines.length()) {
      if (lines.regionMatches(true, at, name, 0, name.length())
          && lines.startsWith(":", at + name.length())) {
        return true;
      }
      int end = lines.indexOf('\n', at);
      at = end < 0 ? lines.length() : end + 1;
    }
    return false;
  }

  /// Whether the lines say that the body is a session description.
  public static boolean isSession(Content content) {
    String type = value(content, "Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/sdp");
  }

  /// The content with these lines, in place of all that it has under their names.
  ///
  /// @param lines without line ends
  public static Content with(Content content, List<String> lines) {
    if (lines.isEmpty()) {
      return content;
    }
    Set<String> names = new HashSet<>();
    lines.forEach(line -> names.add(nameOf(line)));
    String all =
        Stream.concat(lines(content).filter(line -> !names.contains(nameOf(line))), lines.stream())
            .map(line -> line + "\r\n")
            .collect(Collectors.joining());
    return new Content(Bytes.of(all), content.body());
  }

  /// What was said, and besides these lines where it has none of their name.
  ///
  /// @param more lines of one name
  public static Content orElse(Content said, Content more) {
    if (said.headers().isEmpty()) {
      return more;
    }
    return lines(more).anyMatch(line -> value(said, nameOf(line)) != null)
        ? said
        : new Content(Bytes.of(said.headers().toString() + more.headers()), said.body());
  }

  /// The lines of one content, and the body of another with the lines that describe it.
  public static Content describing(Content lines, Content body) {
    return new Content(
        Bytes.of(withoutBody(lines).headers().toString() + body.headers()), body.body());
  }

  /// All but the body and what describes it.
  public static Content withoutBody(Content content) {
    return content.body().isEmpty()
        ? content
        : new Content(
            Bytes.of(
                lines(content)
                    .filter(line -> !describesBody(nameOf(line)))
                    .map(line -> line + "\r\n")
                    .collect(Collectors.joining())),
            Bytes.EMPTY);
  }

  private static boolean describesBody(String name) {
    return Passage.of(HeaderName.of(name), name, "") == Passage.WITH_BODY;
  }

  private static Stream<String> lines(Content content) {
    return content.headers().toString().lines();
  }

  private static String nameOf(String line) {
    return Passage.spelled(line.substring(0, Math.max(0, line.indexOf(':'))).strip());
  }
}
