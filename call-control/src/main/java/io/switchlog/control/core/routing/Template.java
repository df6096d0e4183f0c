package io.switchlog.control.core.routing;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A text of a rule with `$1` to `$9` in it, which stand for the groups of what was dialed; one
/// without a group, or whose group took no part, for nothing.
///
/// Whoever dials chooses no more than the operator left open. In a SIP URI a group stays inside of
/// the part that it is in: what would end that part is escaped (RFC 3261 section 25.1), and what no
/// host can have in it makes no host.
///
///     sip:$1@$2:$3;isup-oli=$4?X=$5
///         user    parameter
///            host   header
final class Template {
  private static final String HEX = "0123456789ABCDEF";

  /// RFC 3261 section 25.1, `user-unreserved`: parameters of a telephone number are in there (RFC
  /// 3261 section 19.1.6), which have to reach whoever understands them.
  private static final String IN_USER = "-_.!~*'()&=+$,;?/";

  /// The same, `param-unreserved` and `mark`.
  private static final String IN_PARAMETER = "-_.!~*'()[]/:&+$";

  /// The same, `mark`.
  private static final String IN_HEADER = "-_.!~*'()";

  private static final String IN_HOST = "-.";

  private enum Part {
    USER,
    HOST,
    PARAMETER,
    HEADER
  }

  private Template() {}

  /// Fills in a SIP URI.
  ///
  /// @return null where a group is in the place of a host and makes none
  static @Nullable String uri(String template, String[] groups) {
    StringBuilder text = new StringBuilder(template.length() + 16);
    int scheme = template.indexOf(':');
    int at = template.lastIndexOf('@');
    Part part = at < 0 ? Part.HOST : Part.USER;
    int next = 0;
    while (next < template.length()) {
      int group = group(template, next);
      if (group > 0) {
        String filled = filled(part, group < groups.length ? groups[group] : "");
        if (filled == null) {
          return null;
        }
        text.append(filled);
        next += 2;
      } else {
        char c = template.charAt(next);
        text.append(c);
        part = next > Math.max(scheme, at) ? after(part, c) : next == at ? Part.HOST : part;
        next++;
      }
    }
    return text.toString();
  }

  /// Fills in what is no URI, as it is: whoever reads it says what may be in there.
  static String plain(String template, String[] groups) {
    StringBuilder text = new StringBuilder(template.length() + 16);
    int next = 0;
    while (next < template.length()) {
      int group = group(template, next);
      if (group > 0) {
        text.append(group < groups.length ? groups[group] : "");
        next += 2;
      } else {
        text.append(template.charAt(next));
        next++;
      }
    }
    return text.toString();
  }

  /// The number of the group that is named at a place; 0 for none.
  private static int group(String template, int at) {
    int number =
        template.charAt(at) == '$' && at + 1 < template.length()
            ? template.charAt(at + 1) - '0'
            : 0;
    return number >= 1 && number <= 9 ? number : 0;
  }

  /// The part that follows a character of the template itself.
  private static Part after(Part part, char c) {
    return switch (part) {
      case USER -> Part.USER;
      case HOST, PARAMETER -> c == '?' ? Part.HEADER : c == ';' ? Part.PARAMETER : part;
      case HEADER -> Part.HEADER;
    };
  }

  private static @Nullable String filled(Part part, String group) {
    return switch (part) {
      case USER -> escaped(group, IN_USER);
      case HOST -> isOf(group, IN_HOST) ? group : null;
      case PARAMETER -> escaped(group, IN_PARAMETER);
      case HEADER -> escaped(group, IN_HEADER);
    };
  }

  private static boolean isOf(String text, String marks) {
    return text.chars().allMatch(c -> isPlain(c, marks));
  }

  private static boolean isPlain(int c, String marks) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c < 128 && marks.indexOf(c) >= 0);
  }

  private static String escaped(String text, String marks) {
    if (isOf(text, marks)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (isPlain(c, marks)) {
        escaped.append((char) c);
      } else {
        escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return escaped.toString();
  }
}
