package io.switchlog.wire.token;

/// Lower-case base 32 with the digits `0-9a-v` (RFC 4648 section 7): letters that survive every SIP
/// grammar, in hosts, users, tags and branches alike.
final class Base32 {
  private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

  private Base32() {}

  /// The first `characters` base-32 digits of the bytes; five bits each, most significant first,
  /// the last one padded with zero bits where the bytes end.
  static String encode(byte[] bytes, int characters) {
    char[] text = new char[characters];
    int buffer = 0;
    int bits = 0;
    int next = 0;
    for (int i = 0; i < characters; i++) {
      if (bits < 5) {
        buffer = (buffer << 8) | (next < bytes.length ? bytes[next++] & 0xff : 0);
        bits += 8;
      }
      bits -= 5;
      text[i] = DIGITS[(buffer >> bits) & 31];
    }
    return new String(text);
  }

  static boolean isDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'v');
  }
}
