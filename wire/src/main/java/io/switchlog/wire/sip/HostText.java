package io.switchlog.wire.sip;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /// The bytes of an address, 4 or 16; null for a name.
  ///
  /// @param host IPv6 without brackets or zone (RFC 4291 section 2.2)
  public static byte @Nullable [] bytes(String host) {
    int[] octets = octets(host);
    if (octets != null) {
      byte[] bytes = new byte[4];
      for (int i = 0; i < 4; i++) {
        bytes[i] = (byte) octets[i];
      }
      return bytes;
    }
    return host.indexOf(':') >= 0 ? ipv6(host) : null;
  }

  private static byte @Nullable [] ipv6(String text) {
    int gap = text.indexOf("::");
    byte[] front = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    byte[] back = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
    if (front == null || back == null) {
      return null;
    }
    int known = front.length + back.length;
    if (gap < 0 ? known != 16 : known > 14) {
      return null;
    }
    byte[] bytes = new byte[16];
    System.arraycopy(front, 0, bytes, 0, front.length);
    System.arraycopy(back, 0, bytes, 16 - back.length, back.length);
    return bytes;
  }

  /// Groups of two bytes; null where they are none.
  ///
  /// @param last whether they end the address, whose last four bytes may be an IPv4 address
  private static byte @Nullable [] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] groups = text.split(":", -1);
    if (groups.length > 8) {
      return null;
    }
    byte[] bytes = new byte[16];
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      int[] octets = last && i == groups.length - 1 ? octets(groups[i]) : null;
      if (octets != null && length <= 12) {
        for (int octet : octets) {
          bytes[length++] = (byte) octet;
        }
      } else if (groups[i].matches("[0-9a-fA-F]{1,4}") && length <= 14) {
        int value = Integer.parseInt(groups[i], 16);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
      } else {
        return null;
      }
    }
    return Arrays.copyOf(bytes, length);
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
  private static int @Nullable [] octets(String host) {
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
