package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// What the two parties of a communication go by, wherever a message of it is seen (RFC 7989
/// section 5): 32 lower-case hexadecimal digits each.
///
/// @param local of whoever the message comes from
/// @param remote of whoever it goes to; null where it says none, as RFC 7329 had it
public record SessionIdentifier(String local, @Nullable String remote) {
  /// What stands for a party of which nothing is known (RFC 7989 section 5).
  public static final String NOBODY = "0".repeat(32);

  private static final int DIGITS = 32;

  static SessionIdentifier parse(Cursor cursor) {
    String local = uuid(cursor, cursor.skipLws().token("a UUID"));
    Params params = Params.parse(cursor);
    cursor.expectEnd("Session-ID");
    String remote = params.get("remote");
    if (remote == null && params.has("remote")) {
      throw cursor.malformed("a UUID");
    }
    return new SessionIdentifier(local, remote == null ? null : uuid(cursor, remote));
  }

  private static String uuid(Cursor cursor, String text) {
    boolean valid = text.length() == DIGITS;
    for (int i = 0; valid && i < DIGITS; i++) {
      char c = text.charAt(i);
      valid = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!valid) {
      throw cursor.malformed("a UUID of " + DIGITS + " lower-case hexadecimal digits");
    }
    return text;
  }

  @Override
  public String toString() {
    return remote == null ? local : local + ";remote=" + remote;
  }
}
