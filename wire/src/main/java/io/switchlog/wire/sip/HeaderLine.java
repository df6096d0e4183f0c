package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// A header line that is going to be written: a stretch of the message that it came from, or new
/// text. White space at the end and the line break are left out.
@SuppressWarnings("ArrayRecordComponent")
record HeaderLine(
    HeaderName name, byte[] bytes, int from, int nameEnd, int valueFrom, int valueTo, int lineTo) {

  static HeaderLine of(SipMessage message, int i) {
    HeaderIndex index = message.index;
    return new HeaderLine(
        index.name(i),
        message.bytes,
        index.lineStart(i),
        index.nameEnd(i),
        index.valueStart(i),
        index.valueEnd(i),
        lineEnd(message.bytes, index.valueEnd(i), message.bodyStart));
  }

  /// The end of the line whose value ends at `valueEnd`: past white space and folding, before its
  /// CRLF.
  private static int lineEnd(byte[] bytes, int valueEnd, int limit) {
    int at = valueEnd;
    while (at < limit) {
      boolean folding =
          at + 2 < limit
              && bytes[at] == '\r'
              && bytes[at + 1] == '\n'
              && Ascii.isSpace(bytes[at + 2]);
      if (!folding && !Ascii.isSpace(bytes[at])) {
        break;
      }
      at += folding ? 3 : 1;
    }
    return at;
  }

  static HeaderLine of(String name, String value) {
    if (!Ascii.isToken(name)) {
      throw new IllegalArgumentException("a header name is a token, found '" + name + "'");
    }
    refuseLineBreak(value);
    byte[] bytes = Ascii.bytes(name + ": " + value);
    int nameEnd = name.length();
    return new HeaderLine(
        HeaderName.of(bytes, 0, nameEnd),
        bytes,
        0,
        nameEnd,
        nameEnd + 2,
        bytes.length,
        bytes.length);
  }

  /// A line break in a value would be a header of its own on the wire.
  static void refuseLineBreak(String text) {
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("no line breaks in a message line, found '" + text + "'");
    }
  }

  boolean isNamed(HeaderLine other) {
    return name == other.name
        && (name != HeaderName.OTHER
            || Ascii.text(bytes, from, nameEnd)
                .equalsIgnoreCase(Ascii.text(other.bytes, other.from, other.nameEnd)));
  }

  String value() {
    return Quoting.unfold(Ascii.text(bytes, valueFrom, valueTo));
  }

  Cursor cursor() {
    return new Cursor(bytes, valueFrom, valueTo);
  }

  /// The line without the first value of its comma list; null where there is no other value.
  @Nullable HeaderLine afterFirstValue() {
    int comma = firstComma();
    if (comma < 0) {
      return null;
    }
    int rest = comma + 1;
    while (rest < valueTo && Ascii.isLws(bytes[rest])) {
      rest++;
    }
    return joined(from, valueFrom, rest, lineTo, "");
  }

  /// The line with more text after its value.
  HeaderLine append(String text) {
    refuseLineBreak(text);
    return joined(from, valueFrom, valueFrom, valueTo, text);
  }

  /// Two stretches of this line and new text, in an array of their own. All other bytes stay as
  /// they came.
  private HeaderLine joined(int nameFrom, int nameTo, int restFrom, int restTo, String more) {
    byte[] suffix = Ascii.bytes(more);
    int head = nameTo - nameFrom;
    int rest = restTo - restFrom;
    byte[] line = new byte[head + rest + suffix.length];
    System.arraycopy(bytes, nameFrom, line, 0, head);
    System.arraycopy(bytes, restFrom, line, head, rest);
    System.arraycopy(suffix, 0, line, head + rest, suffix.length);
    return new HeaderLine(name, line, 0, nameEnd - nameFrom, head, line.length, line.length);
  }

  /// The first comma outside quotes and angle brackets, or -1.
  private int firstComma() {
    boolean quoted = false;
    boolean bracketed = false;
    for (int i = valueFrom; i < valueTo; i++) {
      switch (bytes[i]) {
        case '"' -> quoted = !quoted;
        case '\\' -> i += quoted ? 1 : 0;
        case '<' -> bracketed |= !quoted;
        case '>' -> bracketed &= quoted;
        case ',' -> {
          if (!quoted && !bracketed) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  int length() {
    return lineTo - from;
  }

  int writeTo(byte[] target, int at) {
    System.arraycopy(bytes, from, target, at, length());
    return at + length();
  }
}
