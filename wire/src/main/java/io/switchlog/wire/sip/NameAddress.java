package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// A URI with an optional display name and header parameters: From, To, Contact, Route,
/// Record-Route and their like (RFC 3261 20.10). `toString` is the form on the wire, always with
/// angle brackets.
///
/// @param displayName without quotes and backslashes, or null
/// @param uri what is addressed
/// @param params header parameters such as `tag`, `q`, `expires`
public record NameAddress(@Nullable String displayName, Uri uri, Params params) {

  public static NameAddress of(Uri uri) {
    return new NameAddress(null, uri, Params.NONE);
  }

  public static NameAddress of(@Nullable String displayName, Uri uri) {
    return new NameAddress(displayName, uri, Params.NONE);
  }

  /// Reads one address from text.
  ///
  /// @throws MalformedHeader where it is none
  public static NameAddress parse(String text) {
    Cursor cursor = Cursor.over(text);
    NameAddress address = parse(cursor);
    cursor.expectEnd("the address");
    return address;
  }

  static NameAddress parse(Cursor cursor) {
    String display = null;
    if (cursor.skipLws().peek() == '"') {
      display = Quoting.unquote(cursor.quoted());
      cursor.skipLws();
      if (cursor.peek() != '<') {
        throw cursor.malformed("< after the display name");
      }
    }
    int from = cursor.at;
    while (!cursor.atEnd() && !endsAddress(cursor.peek())) {
      cursor.at++;
    }
    if (cursor.peek() != '<') {
      return bareAddress(cursor, from);
    }
    if (cursor.at > from) {
      display = displayWords(cursor, from);
    }
    Uri uri = bracketed(cursor);
    return new NameAddress(display, uri, Params.parse(cursor));
  }

  private static boolean endsAddress(int b) {
    return b == '<' || b == ';' || b == ',';
  }

  /// `addr-spec` without brackets. What follows a semicolon belongs to the header; a URI with a
  /// question mark or comma must be bracketed (RFC 3261 20).
  private static NameAddress bareAddress(Cursor cursor, int from) {
    int to = cursor.at;
    while (to > from && Ascii.isLws(cursor.bytes[to - 1])) {
      to--;
    }
    int question = Ascii.indexOf(cursor.bytes, from, to, '?');
    if (question >= 0) {
      throw MalformedHeader.at("< > around a URI with ?", cursor.bytes, question, cursor.end);
    }
    Uri uri = UriParser.parse(cursor.bytes, from, to);
    return new NameAddress(null, uri, Params.parse(cursor));
  }

  /// Unquoted words. More is let through than tokens: phones send names in UTF-8 without quotes.
  private static String displayWords(Cursor cursor, int from) {
    int to = cursor.at;
    while (to > from && Ascii.isLws(cursor.bytes[to - 1])) {
      to--;
    }
    for (int i = from; i < to; i++) {
      int b = cursor.bytes[i];
      if (b == '"' || b == '>' || b == 0x7f || (b >= 0 && b < 0x20 && !Ascii.isLws(b))) {
        throw MalformedHeader.at("a display name", cursor.bytes, i, cursor.end);
      }
    }
    return Quoting.unfold(Ascii.text(cursor.bytes, from, to));
  }

  private static Uri bracketed(Cursor cursor) {
    int open = cursor.at;
    int close = Ascii.indexOf(cursor.bytes, open, cursor.end, '>');
    if (close < 0) {
      throw cursor.malformed("a closing >");
    }
    int from = open + 1;
    int to = close;
    while (from < to && Ascii.isLws(cursor.bytes[from])) {
      from++;
    }
    while (to > from && Ascii.isLws(cursor.bytes[to - 1])) {
      to--;
    }
    cursor.at = close + 1;
    return UriParser.parse(cursor.bytes, from, to);
  }

  /// The dialog tag, or null.
  public @Nullable String tag() {
    return params.get("tag");
  }

  public NameAddress withTag(String tag) {
    return withParams(params.with("tag", tag));
  }

  public NameAddress withParams(Params newParams) {
    return new NameAddress(displayName, uri, newParams);
  }

  /// The URI where it is sip or sips, else null.
  public @Nullable SipUri sipUri() {
    return uri instanceof SipUri sip ? sip : null;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(96);
    if (displayName != null) {
      text.append(Quoting.quote(displayName)).append(' ');
    }
    text.append('<').append(uri).append('>');
    params.writeTo(text);
    return text.toString();
  }
}
