package io.switchlog.control.core.dialog;

import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import java.util.Locale;

/// What becomes of a header line between two legs. A back-to-back user agent is two user agents
/// (RFC 3261 section 6), so that what is about one of them ends with it; what this build does not
/// know is for the parties.
public enum Passage {
  /// Written by the exchange itself, or about one dialog or one hop: it never crosses.
  NEVER,
  /// It crosses, whatever a rule says.
  ALWAYS,
  /// It describes the body, and goes where that goes.
  WITH_BODY,
  /// It crosses unless a rule strips it.
  USUAL,
  /// It ends here unless a rule lets it pass.
  UNUSUAL;

  /// Of a line in a request, or in a response to one.
  ///
  /// @param spelled of a name that is not known as such: as [#spelled] has it
  /// @param method of the request
  static Passage of(HeaderName name, String spelled, String method) {
    return name == HeaderName.OTHER ? ofOther(spelled, method) : ofKnown(name, method);
  }

  /// Whether a rule has a say in lines of a name, in any form and case.
  public static boolean isRuled(String name) {
    Passage passage = of(HeaderName.of(name), spelled(name), "");
    return passage == USUAL || passage == UNUSUAL;
  }

  /// A name in its long form (RFC 3261 section 7.3.3): as its RFC has it where it is known, else in
  /// lower case.
  public static String spelled(String name) {
    HeaderName known = HeaderName.of(name);
    return known == HeaderName.OTHER ? spelledOther(name) : known.canonical();
  }

  /// The same of one that is known to be no [HeaderName].
  static String spelledOther(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "d" -> "request-disposition";
      case "j" -> "reject-contact";
      case "n" -> "identity-info";
      default -> lower;
    };
  }

  private static Passage ofKnown(HeaderName name, String method) {
    return switch (name) {
      // Each leg's own (RFC 3261 section 20).
      case VIA,
          FROM,
          TO,
          CALL_ID,
          CSEQ,
          CONTACT,
          MAX_FORWARDS,
          ROUTE,
          RECORD_ROUTE,
          CONTENT_LENGTH,
          ALLOW,
          SUPPORTED,
          REQUIRE,
          UNSUPPORTED,
          TIMESTAMP ->
          NEVER;
      // Of proxies on the way to one leg: RFC 3261 section 20.29, RFC 3327 and RFC 3608.
      case PROXY_REQUIRE, PATH, SERVICE_ROUTE -> NEVER;
      // For whoever asked for it (RFC 3261 section 22.3 and its section 22.2).
      case AUTHORIZATION,
          PROXY_AUTHORIZATION,
          PROXY_AUTHENTICATE,
          WWW_AUTHENTICATE,
          AUTHENTICATION_INFO ->
          NEVER;
      // Of one dialog: its timer (RFC 4028), its provisional responses (RFC 3262), the one that it
      // replaces, which the other side does not know (RFC 3891).
      case SESSION_EXPIRES, MIN_SE, RACK, RSEQ, REPLACES -> NEVER;
      case CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, MIME_VERSION -> WITH_BODY;
      case ACCEPT, ALERT_INFO, PRIORITY, PRIVACY, REASON, RETRY_AFTER, SUBJECT -> USUAL;
      // RFC 7989: what a party goes by, which is told in our own words.
      case SESSION_ID -> USUAL;
      // RFC 3515 section 2.1.
      case REFER_TO -> method.equals(Methods.REFER) ? ALWAYS : NEVER;
      // RFC 6665 section 8.2.
      case EVENT, SUBSCRIPTION_STATE -> method.equals(Methods.NOTIFY) ? ALWAYS : NEVER;
      // RFC 3892 section 3; in an INVITE it says who a stranger is.
      case REFERRED_BY -> method.equals(Methods.REFER) ? USUAL : UNUSUAL;
      // RFC 3428 section 4, RFC 3515 section 2.1.
      case EXPIRES ->
          method.equals(Methods.MESSAGE) || method.equals(Methods.REFER) ? USUAL : UNUSUAL;
      case DATE -> method.equals(Methods.MESSAGE) ? USUAL : UNUSUAL;
      // Who somebody is, told to those who are trusted with it (RFC 3325), or signed over a From
      // and To that are written anew (RFC 8224).
      case P_ASSERTED_IDENTITY, P_PREFERRED_IDENTITY, IDENTITY, ORGANIZATION, REPLY_TO -> UNUSUAL;
      // Where a call has been: RFC 5806, RFC 7044.
      case DIVERSION, HISTORY_INFO -> UNUSUAL;
      // What a phone is, and addresses near it: RFC 3261 sections 20.9, 20.18, 20.35, 20.41 and
      // 20.43.
      case CALL_INFO, ERROR_INFO, SERVER, USER_AGENT, WARNING -> UNUSUAL;
      // What the caller wants of proxies on its way (RFC 3841).
      case ACCEPT_CONTACT -> UNUSUAL;
      // It names calls by Call-IDs that the other side does not know.
      case IN_REPLY_TO -> UNUSUAL;
      // Of subscriptions and registrations, which nobody makes through here.
      case ALLOW_EVENTS, MIN_EXPIRES -> UNUSUAL;
      case OTHER -> throw new IllegalStateException("a name that is not known has no place here");
    };
  }

  private static Passage ofOther(String lower, String method) {
    return switch (lower) {
      // RFC 5393 section 5.3.3: each call that comes of another one keeps to it.
      case "max-breadth" -> ALWAYS;
      // RFC 6086 section 7.
      case "info-package" -> method.equals(Methods.INFO) ? ALWAYS : NEVER;
      // RFC 4488 section 4, RFC 7614 section 5.
      case "refer-sub", "refer-events-at" -> method.equals(Methods.REFER) ? USUAL : UNUSUAL;
      // Of dialogs that the other side does not know: RFC 3911, RFC 4538.
      case "join", "target-dialog" -> NEVER;
      // Of one hop: RFC 3329, RFC 5626, RFC 7615.
      case "security-client",
          "security-server",
          "security-verify",
          "flow-timer",
          "proxy-authentication-info" ->
          NEVER;
      // Who and where somebody is: what RFC 3325 has replaced, RFC 4474, RFC 6442, RFC 8496.
      case "remote-party-id",
          "identity-info",
          "geolocation",
          "geolocation-routing",
          "geolocation-error",
          "relayed-charge" ->
          UNUSUAL;
      // Between a user agent and proxies on its way: RFC 3841, RFC 3903, RFC 6794, RFC 6809.
      case "reject-contact",
          "request-disposition",
          "sip-etag",
          "sip-if-match",
          "policy-contact",
          "policy-id",
          "feature-caps" ->
          UNUSUAL;
      // RFC 5009.
      case "p-early-media" -> USUAL;
      default -> byBeginning(lower);
    };
  }

  private static Passage byBeginning(String lower) {
    if (lower.startsWith("content-")) {
      return WITH_BODY;
    }
    // RFC 5727 section 4: a P-header is for one network, such as who is charged and where somebody
    // is (RFC 7315 section 4).
    return lower.startsWith("p-") ? UNUSUAL : USUAL;
  }
}
