package io.switchlog.wire.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parameters of a challenge of digest authentication, or of an answer to one (RFC 7616
/// sections 3.3 and 3.4), as peers write them.
final class DigestParameters {
  private DigestParameters() {}

  /// Reads the value of one header field.
  ///
  /// @return null where it is of another scheme or malformed
  static @Nullable Params read(String value) {
    try {
      Cursor cursor = Cursor.over(value).skipLws();
      return cursor.token("a scheme").equalsIgnoreCase("Digest")
          ? parameters(cursor.skipLws())
          : null;
    } catch (MalformedHeader e) {
      return null;
    }
  }

  private static Params parameters(Cursor cursor) {
    Params params = Params.NONE;
    int count = 0;
    do {
      String name = cursor.skipLws().token("a parameter name");
      cursor.expect('=', "=");
      if (++count > Params.MAX || params.has(name)) {
        throw cursor.malformed("each parameter once, and at most " + Params.MAX);
      }
      params = params.with(name, value(cursor, name));
    } while (cursor.take(','));
    cursor.expectEnd("parameters");
    return params;
  }

  /// What we repeat between quotes is a token where it came without: nothing else is sure not to
  /// end them. Of the rest all is taken that real peers send.
  private static String value(Cursor cursor, String name) {
    if (cursor.peek() == '"') {
      return cursor.quoted();
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "realm", "nonce", "opaque" -> cursor.token("a token");
      case "qop" -> options(cursor);
      default -> cursor.run(Ascii.VALUE, "a value");
    };
  }

  /// A list that should be quoted and is not: what has no `=` behind it is no parameter but one
  /// more option.
  private static String options(Cursor cursor) {
    StringBuilder all = new StringBuilder(cursor.token("an option"));
    while (true) {
      int before = cursor.at;
      if (!cursor.take(',')) {
        return all.toString();
      }
      String next = cursor.token("an option or a parameter name");
      if (cursor.skipLws().peek() == '=') {
        cursor.at = before;
        return all.toString();
      }
      all.append(',').append(next);
    }
  }

  /// What stands between the quotes, or all where there are none; null for nothing.
  static @Nullable String inside(@Nullable String raw) {
    return raw == null || !raw.startsWith("\"") ? raw : raw.substring(1, raw.length() - 1);
  }
}
