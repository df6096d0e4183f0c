package io.switchlog.wire.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes URIs apart (RFC 3261 25.1 `SIP-URI`, RFC 3966 3).
///
/// Stricter than needed nowhere: characters that the grammar wants escaped but that cannot be
/// mistaken for a delimiter (`#` in a dialled code) are let through; broken escapes are not.
final class UriParser {
  private static final byte[] SIP = Ascii.bytes("sip");
  private static final byte[] SIPS = Ascii.bytes("sips");
  private static final byte[] TEL = Ascii.bytes("tel");

  private UriParser() {}

  static Uri parse(byte[] bytes, int from, int to) {
    int colon = schemeEnd(bytes, from, to);
    for (int i = colon + 1; i < to; i++) {
      if (!Ascii.is(bytes[i], Ascii.URI) && bytes[i] != '@') {
        throw MalformedHeader.at("a URI character", bytes, i, to);
      }
      if (bytes[i] == '%' && !Quoting.escapeAt(bytes, i, to)) {
        throw MalformedHeader.at("two hex digits after %", bytes, i, to);
      }
    }
    if (Ascii.equalsIgnoreCase(bytes, from, colon, SIP)) {
      return sip(bytes, colon + 1, to, false);
    }
    if (Ascii.equalsIgnoreCase(bytes, from, colon, SIPS)) {
      return sip(bytes, colon + 1, to, true);
    }
    if (Ascii.equalsIgnoreCase(bytes, from, colon, TEL)) {
      return tel(bytes, colon + 1, to);
    }
    if (colon + 1 == to) {
      throw MalformedHeader.at("something after the scheme", bytes, to, to);
    }
    String scheme = Ascii.text(bytes, from, colon).toLowerCase(Locale.ROOT);
    return new OtherUri(scheme, Ascii.text(bytes, from, to));
  }

  private static int schemeEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to
        && (Ascii.is(bytes[i], Ascii.ALPHA)
            || (i > from && (Ascii.is(bytes[i], Ascii.DIGIT) || "+-.".indexOf(bytes[i]) >= 0)))) {
      i++;
    }
    if (i == from || i == to || bytes[i] != ':') {
      throw MalformedHeader.at("a URI with a scheme", bytes, from, to);
    }
    return i;
  }

  private static SipUri sip(byte[] bytes, int from, int to, boolean secure) {
    // The user may hold `;` and `?` unescaped; an `@` stands nowhere else (RFC 3261 25.1).
    int at = Ascii.indexOf(bytes, from, to, '@');
    String user = null;
    String password = null;
    if (at >= 0) {
      int colon = Ascii.indexOf(bytes, from, at, ':');
      int userEnd = colon < 0 ? at : colon;
      if (userEnd == from) {
        throw MalformedHeader.at("a user before @", bytes, from, to);
      }
      user = Ascii.text(bytes, from, userEnd);
      password = colon < 0 ? null : Ascii.text(bytes, colon + 1, at);
    }
    Cursor cursor = new Cursor(bytes, at < 0 ? from : at + 1, to);
    String host = cursor.host("a host");
    int port = cursor.port();
    Params params = params(cursor);
    String headers = null;
    if (cursor.peek() == '?') {
      if (cursor.at + 1 == to || Ascii.indexOf(bytes, cursor.at, to, '@') >= 0) {
        throw cursor.malformed("URI headers");
      }
      headers = Ascii.text(bytes, cursor.at + 1, to);
      cursor.at = to;
    }
    cursor.expectEnd("the URI");
    return new SipUri(secure, user, password, host, port, params, headers);
  }

  private static TelUri tel(byte[] bytes, int from, int to) {
    int end = Ascii.indexOf(bytes, from, to, ';');
    if (end < 0) {
      end = to;
    }
    boolean digits = false;
    for (int i = from; i < end; i++) {
      boolean digit = Ascii.is(bytes[i], Ascii.HEX) || bytes[i] == '*' || bytes[i] == '#';
      digits |= digit;
      if (!digit && "-.()".indexOf(bytes[i]) < 0 && !(bytes[i] == '+' && i == from)) {
        throw MalformedHeader.at("a telephone number", bytes, i, to);
      }
    }
    if (!digits) {
      throw MalformedHeader.at("a telephone number", bytes, from, to);
    }
    Cursor cursor = new Cursor(bytes, end, to);
    Params params = params(cursor);
    cursor.expectEnd("the URI");
    return new TelUri(Ascii.text(bytes, from, end), params);
  }

  /// URI parameters are not those of headers: no white space, no quotes, and `/ : & + $ [ ]`
  /// unescaped.
  private static Params params(Cursor cursor) {
    if (cursor.peek() != ';') {
      return Params.NONE;
    }
    List<@Nullable String> pairs = new ArrayList<>(4);
    while (cursor.peek() == ';') {
      if (pairs.size() == 2 * Params.MAX) {
        throw cursor.malformed("at most " + Params.MAX + " parameters");
      }
      cursor.at++;
      pairs.add(part(cursor, true));
      if (cursor.peek() == '=') {
        cursor.at++;
        pairs.add(part(cursor, false));
      } else {
        pairs.add(null);
      }
    }
    return Params.ofPairs(pairs);
  }

  private static String part(Cursor cursor, boolean name) {
    int from = cursor.at;
    while (!cursor.atEnd()) {
      int b = cursor.peek();
      if (b == ';' || b == '?' || (b == '=' && name)) {
        break;
      }
      cursor.at++;
    }
    if (cursor.at == from) {
      throw cursor.malformed(name ? "a URI parameter name" : "a URI parameter value");
    }
    return Ascii.text(cursor.bytes, from, cursor.at);
  }
}
