package io.switchlog.wire.sip;

/// The methods by name. Method names are compared with their case (RFC 3261 7.1); unknown ones are
/// kept as they came.
public final class Methods {
  /// RFC 3261 17.1.1.3.
  public static final String ACK = "ACK";

  /// RFC 3261 15.
  public static final String BYE = "BYE";

  /// RFC 3261 9.
  public static final String CANCEL = "CANCEL";

  /// RFC 6086.
  public static final String INFO = "INFO";

  /// RFC 3261 13.
  public static final String INVITE = "INVITE";

  /// RFC 3428.
  public static final String MESSAGE = "MESSAGE";

  /// RFC 6665.
  public static final String NOTIFY = "NOTIFY";

  /// RFC 3261 11.
  public static final String OPTIONS = "OPTIONS";

  /// RFC 3262.
  public static final String PRACK = "PRACK";

  /// RFC 3903.
  public static final String PUBLISH = "PUBLISH";

  /// RFC 3515.
  public static final String REFER = "REFER";

  /// RFC 3261 10.
  public static final String REGISTER = "REGISTER";

  /// RFC 6665.
  public static final String SUBSCRIBE = "SUBSCRIBE";

  /// RFC 3311.
  public static final String UPDATE = "UPDATE";

  private static final String[] KNOWN = {
    INVITE, ACK, BYE, OPTIONS, REGISTER, CANCEL, INFO, PRACK, UPDATE, REFER, MESSAGE, NOTIFY,
    SUBSCRIBE, PUBLISH
  };
  private static final byte[][] KNOWN_BYTES = new byte[KNOWN.length][];

  static {
    for (int i = 0; i < KNOWN.length; i++) {
      KNOWN_BYTES[i] = Ascii.bytes(KNOWN[i]);
    }
  }

  private Methods() {}

  /// The shared string of a known method, or a new one.
  static String of(byte[] bytes, int from, int to) {
    for (int i = 0; i < KNOWN.length; i++) {
      if (Ascii.equal(bytes, from, to, KNOWN_BYTES[i])) {
        return KNOWN[i];
      }
    }
    return Ascii.text(bytes, from, to);
  }

  /// Whether a request shapes the session that it is in: it may make an offer (RFC 3261 section
  /// 13.1, RFC 3311 section 5.1), refreshes the sender's target (RFC 3261 section 12.2.2, RFC 3311
  /// section 5.2) and the session's timer (RFC 4028 section 7).
  public static boolean shapesSession(String method) {
    return method.equals(INVITE) || method.equals(UPDATE);
  }

  /// Whether it is one of the fourteen methods above.
  public static boolean isKnown(String method) {
    for (String known : KNOWN) {
      if (known.equals(method)) {
        return true;
      }
    }
    return false;
  }
}
