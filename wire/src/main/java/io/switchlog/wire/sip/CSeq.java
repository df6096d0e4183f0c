package io.switchlog.wire.sip;

/// Sequence number and method (RFC 3261 20.16).
///
/// @param number 0 to 2^31 - 1 (RFC 3261 8.1.1.5)
/// @param method as it came
public record CSeq(long number, String method) {
  static final long MAX = 0x7fffffffL;

  /// Reads it from text.
  ///
  /// @throws MalformedHeader where it is none
  public static CSeq parse(String text) {
    return parse(Cursor.over(text));
  }

  static CSeq parse(Cursor cursor) {
    long number = cursor.skipLws().number(MAX, "a number under 2^31");
    if (!Ascii.isLws(cursor.peek())) {
      throw cursor.malformed("white space before the method");
    }
    int from = cursor.skipLws().at;
    cursor.skipRun(Ascii.TOKEN, "a method");
    CSeq cseq = new CSeq(number, Methods.of(cursor.bytes, from, cursor.at));
    cursor.expectEnd("CSeq");
    return cseq;
  }

  @Override
  public String toString() {
    return number + " " + method;
  }
}
