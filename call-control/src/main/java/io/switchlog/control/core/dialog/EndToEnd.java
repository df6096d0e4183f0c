package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.event.Content;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of a message crosses from one leg to the other: of each header line what its [Passage]
/// says, and where that leaves it open, what the rule says that took the call.
public final class EndToEnd {
  private static final Pattern ID = Pattern.compile("\\s*;\\s*id\\s*=\\s*[^;\\s]*");

  private EndToEnd() {}

  /// @param withBody whether its body crosses too, with the headers that describe it
  /// @param rules of the way that it goes; null for none
  /// @param dialect of the call
  static Content of(
      SipMessage message, boolean withBody, @Nullable HeaderRules rules, Dialect dialect) {
    boolean hasBody = withBody && message.bodyLength() > 0;
    String method = method(message);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < message.headerCount(); i++) {
      HeaderName name = message.knownName(i);
      boolean other = name == HeaderName.OTHER;
      String spelled = other ? Passage.spelledOther(message.headerName(i)) : name.canonical();
      boolean told = name == HeaderName.SESSION_ID && dialect.namesParties();
      if (!told && crosses(Passage.of(name, spelled, method), spelled, hasBody, rules)) {
        lines
            .append(other ? message.headerName(i) : spelled)
            .append(": ")
            .append(
                name == HeaderName.EVENT ? event(message.headerValue(i)) : message.headerValue(i))
            .append("\r\n");
      }
    }
    if (rules != null) {
      rules.set().forEach(line -> lines.append(line).append("\r\n"));
    }
    return new Content(
        Bytes.of(lines.toString()), hasBody ? Bytes.of(message.body()) : Bytes.EMPTY);
  }

  /// Whether the other side may know what a party goes by (RFC 7989): not where a rule strips the
  /// line, or sets another.
  ///
  /// @param rules of the way; null for none
  public static boolean namesParty(@Nullable HeaderRules rules) {
    return rules == null || crosses(rules, HeaderName.SESSION_ID.canonical(), true);
  }

  /// RFC 3515 section 2.4.6: the `id` of a REFER's subscription is the REFER's number, which is
  /// another one on the other side. Without it the latest is meant.
  private static String event(String value) {
    return value.toLowerCase(Locale.ROOT).startsWith("refer")
        ? ID.matcher(value).replaceAll("")
        : value;
  }

  private static boolean crosses(
      Passage passage, String spelled, boolean hasBody, @Nullable HeaderRules rules) {
    return switch (passage) {
      case NEVER -> false;
      case ALWAYS -> true;
      case WITH_BODY -> hasBody;
      case USUAL -> rules == null || crosses(rules, spelled, true);
      case UNUSUAL -> rules != null && crosses(rules, spelled, false);
    };
  }

  private static boolean crosses(HeaderRules rules, String spelled, boolean usually) {
    if (isSet(rules.set(), spelled)) {
      return false;
    }
    int passed = closest(rules.pass(), spelled);
    int stripped = closest(rules.strip(), spelled);
    return passed == stripped ? usually && passed < 0 : passed > stripped;
  }

  private static boolean isSet(List<String> lines, String spelled) {
    for (String line : lines) {
      if (line.startsWith(":", spelled.length())
          && line.regionMatches(true, 0, spelled, 0, spelled.length())) {
        return true;
      }
    }
    return false;
  }

  /// How closely the closest of some names means a line: the longer one does more, and one that
  /// means no other the most; -1 where none does.
  private static int closest(List<String> names, String spelled) {
    int closest = -1;
    for (String name : names) {
      boolean many = name.endsWith("*");
      int length = many ? name.length() - 1 : name.length();
      if (spelled.regionMatches(true, 0, name, 0, length) && (many || spelled.length() == length)) {
        closest = Math.max(closest, many ? length : Integer.MAX_VALUE);
      }
    }
    return closest;
  }

  private static String method(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.method();
      case SipResponse response -> response.cseq().method();
    };
  }
}
