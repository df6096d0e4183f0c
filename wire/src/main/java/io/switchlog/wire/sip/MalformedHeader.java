package io.switchlog.wire.sip;

/// A typed reading of text that does not keep the grammar.
///
/// Caught in one place, [SipMessage#validate()], which turns it into a value. A message that passed
/// there does not throw this from any of its typed readings. Carries no stack trace: it is an
/// answer about a peer's bytes, not about our code.
public final class MalformedHeader extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int EXCERPT = 32;

  private final String expected;
  private final String found;
  private final int offset;

  MalformedHeader(String expected, String found, int offset) {
    super("expected " + expected + ", found " + found, null, false, false);
    this.expected = expected;
    this.found = found;
    this.offset = offset;
  }

  static MalformedHeader at(String expected, byte[] bytes, int at, int to) {
    return new MalformedHeader(expected, excerpt(bytes, at, to), at);
  }

  /// What the grammar asks for.
  public String expected() {
    return expected;
  }

  /// What stood there instead, made printable.
  public String found() {
    return found;
  }

  /// Where it stood in the array that was read.
  public int offset() {
    return offset;
  }

  static String excerpt(byte[] bytes, int at, int to) {
    if (at >= to) {
      return "the end";
    }
    StringBuilder text = new StringBuilder(EXCERPT + 8).append('\'');
    for (int i = at; i < to && i < at + EXCERPT; i++) {
      int b = bytes[i] & 0xff;
      if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x")
            .append(Character.forDigit(b >> 4, 16))
            .append(Character.forDigit(b & 15, 16));
      }
    }
    return text.append('\'').toString();
  }
}
