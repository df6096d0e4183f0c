package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Content;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which header lines cross from one leg to the other. A back-to-back user agent is two user agents
/// (RFC 3261 section 6): what is not on this list ends here, so that neither side learns where the
/// other one is.
final class EndToEnd {
  private static final Set<HeaderName> ALWAYS =
      Set.of(
          HeaderName.ACCEPT,
          HeaderName.ALERT_INFO,
          HeaderName.PRIORITY,
          HeaderName.PRIVACY,
          HeaderName.REASON,
          HeaderName.RETRY_AFTER,
          HeaderName.SUBJECT);
  private static final Set<HeaderName> WITH_BODY =
      Set.of(
          HeaderName.CONTENT_DISPOSITION,
          HeaderName.CONTENT_ENCODING,
          HeaderName.CONTENT_TYPE,
          HeaderName.MIME_VERSION);
  private static final Set<String> BY_SPELLING =
      Set.of(
          "p-early-media",
          "accept-language",
          "max-breadth",
          "recv-info",
          // RFC 7989 section 7: one session, whatever stands between its ends.
          "session-id",
          "user-to-user");

  /// What belongs to a method crosses with it, and with no other.
  private static final Map<String, Set<String>> BY_METHOD =
      Map.of(
          // RFC 6086 section 7.
          Methods.INFO, Set.of("info-package"),
          // RFC 3428 section 4.
          Methods.MESSAGE, Set.of("expires", "date"),
          // RFC 6665 section 8.2.
          Methods.NOTIFY, Set.of("event", "subscription-state"),
          // RFC 3515 section 2.1, RFC 3892 section 3, RFC 4488 section 4, RFC 7614 section 5.
          Methods.REFER,
              Set.of("refer-to", "referred-by", "expires", "refer-sub", "refer-events-at"));

  private EndToEnd() {}

  /// @param withBody whether its body crosses too, with the headers that describe it
  static Content of(SipMessage message, boolean withBody) {
    boolean hasBody = withBody && message.bodyLength() > 0;
    Set<String> ofMethod = BY_METHOD.getOrDefault(method(message), Set.of());
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < message.headerCount(); i++) {
      HeaderName name = message.knownName(i);
      String spelled = name == HeaderName.OTHER ? message.headerName(i) : name.canonical();
      if (crosses(name, spelled, hasBody) || ofMethod.contains(lower(spelled))) {
        lines.append(spelled).append(": ").append(message.headerValue(i)).append("\r\n");
      }
    }
    return new Content(
        Bytes.of(lines.toString()), hasBody ? Bytes.of(message.body()) : Bytes.EMPTY);
  }

  private static boolean crosses(HeaderName name, String spelled, boolean hasBody) {
    if (name != HeaderName.OTHER) {
      return ALWAYS.contains(name) || (hasBody && WITH_BODY.contains(name));
    }
    String lower = lower(spelled);
    return lower.startsWith("x-")
        || BY_SPELLING.contains(lower)
        || (hasBody && lower.startsWith("content-"));
  }

  private static String method(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.method();
      case SipResponse response -> response.cseq().method();
    };
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
