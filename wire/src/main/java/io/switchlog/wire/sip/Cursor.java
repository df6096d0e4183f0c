package io.switchlog.wire.sip;

/// A place in the value of a header field, moving forward. White space is skipped as RFC 3261 25.1
/// allows it around separators; folding is white space.
final class Cursor {
  final byte[] bytes;
  final int end;
  int at;

  Cursor(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  static Cursor over(String text) {
    byte[] bytes = Ascii.bytes(text);
    return new Cursor(bytes, 0, bytes.length);
  }

  boolean atEnd() {
    return at >= end;
  }

  /// The byte here, or -1 at the end.
  int peek() {
    return at < end ? bytes[at] & 0xff : -1;
  }

  Cursor skipLws() {
    while (at < end && Ascii.isLws(bytes[at])) {
      at++;
    }
    return this;
  }

  /// Takes the separator and the white space around it, where it stands here.
  boolean take(char separator) {
    skipLws();
    if (at < end && bytes[at] == separator) {
      at++;
      skipLws();
      return true;
    }
    return false;
  }

  void expect(char separator, String what) {
    if (!take(separator)) {
      throw malformed(what);
    }
  }

  void expectEnd(String what) {
    if (!skipLws().atEnd()) {
      throw malformed("the end of " + what);
    }
  }

  /// One or more bytes of the given classes.
  String run(int classes, String what) {
    int from = at;
    skipRun(classes, what);
    return Ascii.text(bytes, from, at);
  }

  void skipRun(int classes, String what) {
    int from = at;
    while (at < end && Ascii.is(bytes[at], classes)) {
      at++;
    }
    if (at == from) {
      throw malformed(what);
    }
  }

  String token(String what) {
    return run(Ascii.TOKEN, what);
  }

  long number(long max, String what) {
    int from = at;
    skipRun(Ascii.DIGIT, what);
    long value = Ascii.number(bytes, from, at, max);
    if (value < 0) {
      at = from;
      throw malformed(what);
    }
    return value;
  }

  /// Moves past a quoted string that starts here and gives it with its quotes, unfolded.
  String quoted() {
    int from = at;
    skipQuoted();
    return Quoting.unfold(Ascii.text(bytes, from, at));
  }

  void skipQuoted() {
    int from = at;
    at++;
    while (at < end && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    if (at >= end) {
      at = from;
      throw malformed("a closing quote");
    }
    at++;
  }

  /// `host` of RFC 3261 25.1: a name, an IPv4 address, or an IPv6 reference, kept with its
  /// brackets.
  String host(String what) {
    int from = at;
    if (peek() == '[') {
      int close = Ascii.indexOf(bytes, at, end, ']');
      if (close < at + 3) {
        throw malformed("an IPv6 reference");
      }
      for (int i = at + 1; i < close; i++) {
        if (!Ascii.is(bytes[i], Ascii.HEX) && bytes[i] != ':' && bytes[i] != '.') {
          throw malformed("an IPv6 reference");
        }
      }
      at = close + 1;
    } else {
      skipRun(Ascii.HOST, what);
    }
    return Ascii.text(bytes, from, at);
  }

  /// The port after a colon, or -1 where there is none.
  int port() {
    return take(':') ? (int) number(65535, "a port") : -1;
  }

  MalformedHeader malformed(String expected) {
    return MalformedHeader.at(expected, bytes, at, end);
  }
}
