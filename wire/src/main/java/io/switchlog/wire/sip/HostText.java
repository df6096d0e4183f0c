package io.switchlog.wire.sip;

import java.util.Locale;

/// What the text of a host says of it, with no name looked up.
public final class HostText {
  private HostText() {}

  /// Whether it is an address rather than a name.
  ///
  /// @param host IPv6 without brackets
  public static boolean isNumeric(String host) {
    return host.indexOf(':') >= 0 || octets(host) != null;
  }

  /// Whether it means something else in each network, so that nobody outside of the sender's can
  /// send there: RFC 1918, RFC 6598 (shared by carriers), RFC 3927, RFC 4193, RFC 4291 section
  /// 2.5.6, and names under `invalid` (RFC 2606), which peers without an address of their own give
  /// (RFC 7118 section 5).
  public static boolean isLocalToItsNetwork(String host) {
    int[] octets = octets(host);
    if (octets != null) {
      return octets[0] == 10
          || (octets[0] == 172 && octets[1] >= 16 && octets[1] < 32)
          || (octets[0] == 192 && octets[1] == 168)
          || (octets[0] == 100 && octets[1] >= 64 && octets[1] < 128)
          || (octets[0] == 169 && octets[1] == 254);
    }
    String text = host.toLowerCase(Locale.ROOT);
    return text.indexOf(':') >= 0
        ? isLocalIpv6(text)
        : text.equals("invalid") || text.endsWith(".invalid");
  }

  /// By the first group: fc00::/7 and fe80::/10.
  private static boolean isLocalIpv6(String text) {
    int end = text.indexOf(':');
    return end == 4
        && (text.startsWith("fc")
            || text.startsWith("fd")
            || text.startsWith("fe8")
            || text.startsWith("fe9")
            || text.startsWith("fea")
            || text.startsWith("feb"));
  }

  /// The four numbers of an IPv4 address; null for anything else.
  private static int @org.jspecify.annotations.Nullable [] octets(String host) {
    int[] octets = new int[4];
    int place = 0;
    int digits = 0;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '.') {
        if (digits == 0 || ++place > 3) {
          return null;
        }
        digits = 0;
      } else if (c >= '0' && c <= '9' && digits < 3) {
        octets[place] = octets[place] * 10 + c - '0';
        digits++;
        if (octets[place] > 255) {
          return null;
        }
      } else {
        return null;
      }
    }
    return place == 3 && digits > 0 ? octets : null;
  }
}
