package io.switchlog.edge.core;

import io.switchlog.wire.sip.HostText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Addresses that begin alike, in CIDR notation (RFC 4632, RFC 4291 section 2.3).
public final class Network {
  private final String text;
  private final byte[] first;
  private final int bits;

  private Network(String text, byte[] first, int bits) {
    this.text = text;
    this.first = first;
    this.bits = bits;
  }

  /// Reads `192.0.2.0/24`, `2001:db8::/32`, or a single address.
  ///
  /// @throws IllegalArgumentException that says what was expected and found
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    byte[] first = HostText.bytes(slash < 0 ? text : text.substring(0, slash));
    int most = first == null ? 0 : first.length * 8;
    int bits = slash < 0 ? most : number(text.substring(slash + 1));
    if (first == null || bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "expected an address or a network such as 192.0.2.0/24 or 2001:db8::/32, found '"
              + text
              + "'");
    }
    byte[] shorter = bits < 96 ? first : plain(first);
    return shorter == null || shorter.length == first.length
        ? new Network(text, first, bits)
        : new Network(text, shorter, bits - 96);
  }

  private static int number(String text) {
    return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
  }

  /// Whether an address is one of them.
  ///
  /// @param host numeric; an IPv4 address in the form of an IPv6 address is that IPv4 address (RFC
  ///   4291 section 2.5.5.2)
  public boolean contains(String host) {
    byte[] address = plain(HostText.bytes(host));
    if (address == null || address.length != first.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    int mask = 0xff << (8 - rest) & 0xff;
    return Arrays.equals(address, 0, whole, first, 0, whole)
        && (rest == 0 || (address[whole] & mask) == (first[whole] & mask));
  }

  private static byte @Nullable [] plain(byte @Nullable [] address) {
    if (address == null || address.length != 16) {
      return address;
    }
    for (int i = 0; i < 12; i++) {
      if (address[i] != (i < 10 ? 0 : (byte) 0xff)) {
        return address;
      }
    }
    return Arrays.copyOfRange(address, 12, 16);
  }

  @Override
  public String toString() {
    return text;
  }
}
