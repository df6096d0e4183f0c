package io.switchlog.wire.sip;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The comparison of sip and sips URIs, RFC 3261 19.1.4.
final class UriComparison {
  /// A parameter that, present in only one URI, makes them different. `transport` is named by the
  /// RFC's examples rather than by its rules.
  private static final List<String> TELLING =
      List.of("user", "ttl", "method", "maddr", "transport");

  private UriComparison() {}

  static boolean equivalent(SipUri a, SipUri b) {
    return a.secure() == b.secure()
        && sameUserinfo(a.user(), b.user())
        && sameUserinfo(a.password(), b.password())
        && sameHost(a.host(), b.host())
        && a.port() == b.port()
        && sameParams(a.params(), b.params())
        && sameHeaders(a.headers(), b.headers());
  }

  /// The user part keeps its case; an escaped character equals the plain one where it is not
  /// reserved.
  private static boolean sameUserinfo(@Nullable String a, @Nullable String b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return normal(a).equals(normal(b));
  }

  private static boolean sameHost(String a, String b) {
    if (a.equalsIgnoreCase(b)) {
      return true;
    }
    if (!a.startsWith("[") || !b.startsWith("[")) {
      return false;
    }
    try {
      // RFC 5118 4.5: one IPv6 address has many spellings. A literal is never looked up.
      return Inet6Address.ofLiteral(a).equals(Inet6Address.ofLiteral(b));
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static boolean sameParams(Params a, Params b) {
    for (String name : TELLING) {
      if (a.has(name) != b.has(name)) {
        return false;
      }
    }
    for (String name : a.names()) {
      if (b.has(name)
          && !normal(orEmpty(a.raw(name))).equalsIgnoreCase(normal(orEmpty(b.raw(name))))) {
        return false;
      }
    }
    return true;
  }

  /// Headers are never ignored: both URIs have the same ones, in any order.
  private static boolean sameHeaders(@Nullable String a, @Nullable String b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return sortedHeaders(a).equals(sortedHeaders(b));
  }

  private static List<String> sortedHeaders(String raw) {
    List<String> headers = new ArrayList<>();
    int from = 0;
    while (from <= raw.length()) {
      int to = raw.indexOf('&', from);
      if (to < 0) {
        to = raw.length();
      }
      String header = raw.substring(from, to);
      int equals = header.indexOf('=');
      String name = equals < 0 ? header : header.substring(0, equals);
      String value = equals < 0 ? "" : header.substring(equals + 1);
      headers.add(normal(name).toLowerCase(Locale.ROOT) + "=" + normal(value));
      from = to + 1;
    }
    headers.sort(null);
    return headers;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// Resolves escapes except those of reserved characters (RFC 2396 2.2), which stay in upper case.
  private static String normal(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] bytes = Ascii.bytes(raw);
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < bytes.length; i++) {
      if (!Quoting.escapeAt(bytes, i, bytes.length)) {
        text.append((char) (bytes[i] & 0xff));
        continue;
      }
      int value = Character.digit(bytes[i + 1], 16) * 16 + Character.digit(bytes[i + 2], 16);
      if (value > 0x20 && value < 0x7f && ";/?:@&=+$,%".indexOf(value) < 0) {
        text.append((char) value);
      } else {
        text.append(raw.substring(i, i + 3).toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return text.toString();
  }
}
