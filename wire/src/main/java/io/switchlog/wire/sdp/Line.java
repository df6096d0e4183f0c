package io.switchlog.wire.sdp;

/// One line of a session description, `type=value` (RFC 8866 section 5).
///
/// Each kind keeps the value exactly as it arrived beside what was read from it, so that a line
/// that nobody replaced is written back unchanged, odd spacing included.
public sealed interface Line permits Origin, Connection, Bandwidth, Attribute, MediaLine, TextLine {

  /// The letter before the equals sign.
  char type();

  /// Everything after the equals sign, without the line end.
  String value();

  /// Guards against a value that would break out of its line when written: one made in the program
  /// with a line end in it is a bug, because the parser never lets one through.
  static String requireOneLine(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException("a line end or NUL inside an SDP value");
      }
    }
    return value;
  }
}
