package io.switchlog.wire.sip;

/// The header fields that the exchange knows by name. All others are kept as they came and are
/// reached by their spelled name.
///
/// Compact forms are those of RFC 3261 20 and of the RFCs that defined the header later.
// An ordinal is a number in the index of one message and never leaves the process; the arrays are
// never written after construction.
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"})
public enum HeaderName {
  ACCEPT("Accept"),
  ACCEPT_CONTACT("Accept-Contact", 'a'),
  ALERT_INFO("Alert-Info"),
  ALLOW("Allow"),
  ALLOW_EVENTS("Allow-Events", 'u'),
  AUTHENTICATION_INFO("Authentication-Info"),
  AUTHORIZATION("Authorization"),
  CALL_ID("Call-ID", 'i'),
  CALL_INFO("Call-Info"),
  CONTACT("Contact", 'm'),
  CONTENT_DISPOSITION("Content-Disposition"),
  CONTENT_ENCODING("Content-Encoding", 'e'),
  CONTENT_LENGTH("Content-Length", 'l'),
  CONTENT_TYPE("Content-Type", 'c'),
  CSEQ("CSeq"),
  DATE("Date"),
  DIVERSION("Diversion"),
  ERROR_INFO("Error-Info"),
  EVENT("Event", 'o'),
  EXPIRES("Expires"),
  FROM("From", 'f'),
  HISTORY_INFO("History-Info"),
  IDENTITY("Identity", 'y'),
  IN_REPLY_TO("In-Reply-To"),
  MAX_FORWARDS("Max-Forwards"),
  MIME_VERSION("MIME-Version"),
  MIN_EXPIRES("Min-Expires"),
  MIN_SE("Min-SE"),
  ORGANIZATION("Organization"),
  P_ASSERTED_IDENTITY("P-Asserted-Identity"),
  P_PREFERRED_IDENTITY("P-Preferred-Identity"),
  PATH("Path"),
  PRIORITY("Priority"),
  PRIVACY("Privacy"),
  PROXY_AUTHENTICATE("Proxy-Authenticate"),
  PROXY_AUTHORIZATION("Proxy-Authorization"),
  PROXY_REQUIRE("Proxy-Require"),
  RACK("RAck"),
  REASON("Reason"),
  RECORD_ROUTE("Record-Route"),
  REFER_TO("Refer-To", 'r'),
  REFERRED_BY("Referred-By", 'b'),
  REPLACES("Replaces"),
  REPLY_TO("Reply-To"),
  REQUIRE("Require"),
  RETRY_AFTER("Retry-After"),
  ROUTE("Route"),
  RSEQ("RSeq"),
  SERVER("Server"),
  SERVICE_ROUTE("Service-Route"),
  SESSION_EXPIRES("Session-Expires", 'x'),
  SESSION_ID("Session-ID"),
  SUBJECT("Subject", 's'),
  SUBSCRIPTION_STATE("Subscription-State"),
  SUPPORTED("Supported", 'k'),
  TIMESTAMP("Timestamp"),
  TO("To", 't'),
  UNSUPPORTED("Unsupported"),
  USER_AGENT("User-Agent"),
  VIA("Via", 'v'),
  WARNING("Warning"),
  WWW_AUTHENTICATE("WWW-Authenticate"),
  /// A header field that is not listed here.
  OTHER("");

  private static final HeaderName[] ALL = values();
  private static final int SLOTS = 256;
  private static final byte[] TABLE = new byte[SLOTS];
  private static final byte[] COMPACT = new byte[128];

  static {
    // 0 marks a free slot, so a slot holds the ordinal plus one.
    for (HeaderName name : ALL) {
      if (name.text.length == 0) {
        continue;
      }
      int slot = slot(name.text, 0, name.text.length);
      while (TABLE[slot] != 0) {
        slot = (slot + 1) % SLOTS;
      }
      TABLE[slot] = (byte) (name.ordinal() + 1);
      if (name.compact != 0) {
        COMPACT[name.compact] = (byte) (name.ordinal() + 1);
      }
    }
  }

  private final String canonical;
  private final byte[] text;
  private final char compact;

  HeaderName(String canonical) {
    this(canonical, '\0');
  }

  HeaderName(String canonical, char compact) {
    this.canonical = canonical;
    this.text = Ascii.bytes(canonical);
    this.compact = compact;
  }

  /// The spelling of the RFC that defines the header; empty for [#OTHER].
  public String canonical() {
    return canonical;
  }

  /// Recognises a name or its compact form, whatever its case. [#OTHER] where it is unknown.
  public static HeaderName of(String name) {
    byte[] bytes = Ascii.bytes(name);
    return of(bytes, 0, bytes.length);
  }

  static HeaderName of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 1) {
      int slot = COMPACT[Ascii.lower(bytes[from]) & 0x7f];
      return slot == 0 || bytes[from] < 0 ? OTHER : ALL[slot - 1];
    }
    if (length == 0) {
      return OTHER;
    }
    int slot = slot(bytes, from, to);
    while (TABLE[slot] != 0) {
      HeaderName name = ALL[TABLE[slot] - 1];
      if (Ascii.equalsIgnoreCase(bytes, from, to, name.text)) {
        return name;
      }
      slot = (slot + 1) % SLOTS;
    }
    return OTHER;
  }

  /// The number under which an index holds the name, less than 128; [#at(int)] turns it back.
  int id() {
    return ordinal();
  }

  static HeaderName at(int id) {
    return ALL[id];
  }

  private static int slot(byte[] bytes, int from, int to) {
    int length = to - from;
    int first = Ascii.lower(bytes[from]);
    int last = Ascii.lower(bytes[to - 1]);
    int middle = Ascii.lower(bytes[from + length / 2]);
    return (length * 37 + first * 7 + middle * 31 + last * 3) & (SLOTS - 1);
  }
}
