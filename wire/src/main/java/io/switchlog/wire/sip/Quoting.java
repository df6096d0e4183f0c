package io.switchlog.wire.sip;

/// Quoted strings (RFC 3261 25.1) and percent escapes (RFC 3261 19.1.2), to and fro.
final class Quoting {
  private Quoting() {}

  /// The text between quotes with its backslashes resolved; other text as it is.
  static String unquote(String raw) {
    if (raw.length() < 2 || raw.charAt(0) != '"' || raw.charAt(raw.length() - 1) != '"') {
      return raw;
    }
    if (raw.indexOf('\\') < 0) {
      return raw.substring(1, raw.length() - 1);
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 1; i < raw.length() - 1; i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length() - 1) {
        i++;
        c = raw.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }

  /// Folding becomes one space (RFC 3261 7.3.1); text without line breaks is given back as it is.
  static String unfold(String raw) {
    if (raw.indexOf('\r') < 0 && raw.indexOf('\n') < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    boolean folding = false;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\r' || c == '\n') {
        folding = true;
        while (!text.isEmpty() && Ascii.isSpace(text.charAt(text.length() - 1))) {
          text.setLength(text.length() - 1);
        }
      } else if (!folding || !Ascii.isSpace(c)) {
        if (folding) {
          text.append(' ');
        }
        folding = false;
        text.append(c);
      }
    }
    return text.toString();
  }

  static String quote(String text) {
    StringBuilder raw = new StringBuilder(text.length() + 8).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < 0x20 || c == 0x7f) {
        raw.append('\\');
      }
      raw.append(c);
    }
    return raw.append('"').toString();
  }

  /// Resolves `%HH`; bytes that make no UTF-8 become replacement characters.
  static String unescape(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] in = Ascii.bytes(raw);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (escapeAt(in, i, in.length)) {
        out[length++] =
            (byte) (Character.digit(in[i + 1], 16) * 16 + Character.digit(in[i + 2], 16));
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return Ascii.text(out, 0, length);
  }

  static boolean escapeAt(byte[] bytes, int at, int end) {
    return bytes[at] == '%'
        && at + 2 < end
        && Ascii.is(bytes[at + 1], Ascii.HEX)
        && Ascii.is(bytes[at + 2], Ascii.HEX);
  }

  /// Escapes what may not stand in the user part of a SIP URI.
  static String escapeUser(String text) {
    StringBuilder raw = new StringBuilder(text.length() + 8);
    for (byte b : Ascii.bytes(text)) {
      if (Ascii.is(b, Ascii.ALPHA | Ascii.DIGIT) || "-_.!~*'()&=+$,;?/".indexOf(b) >= 0) {
        raw.append((char) b);
      } else {
        raw.append('%')
            .append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
    return raw.toString();
  }
}
