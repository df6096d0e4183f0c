package io.switchlog.wire.sdp;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `c=` line (RFC 8866 section 5.7).
///
/// @param addressType `IP4` or `IP6`; other registered types are kept as they came
/// @param address the address or host name without multicast suffixes (`/ttl/count`)
/// @param value the whole value as it came
public record Connection(String addressType, String address, String value) implements Line {
  public Connection {
    Line.requireOneLine(value);
  }

  /// A unicast connection address; the type follows from its form (a colon makes it IPv6).
  public static Connection of(String address) {
    String type = addressTypeOf(address);
    return new Connection(type, address, "IN " + type + ' ' + address);
  }

  /// True for `0.0.0.0` and `::`, by which agents older than RFC 3264's directions put a stream on
  /// hold (RFC 3264 section 8.4). Trickle ICE uses the same address with port 9 (RFC 8840), so a
  /// caller that speaks ICE has to look at the port too.
  public boolean isUnspecified() {
    return switch (addressType) {
      case "IP4" -> address.equals("0.0.0.0");
      case "IP6" -> isZeroIpv6(address);
      default -> false;
    };
  }

  /// Whether the address is one, and not a name (RFC 8866 section 5.7 allows both).
  public boolean isNumeric() {
    // A zone is of a machine's own.
    if (address.indexOf('%') >= 0) {
      return false;
    }
    try {
      var _ = InetAddress.ofLiteral(address);
      return true;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  @Override
  public char type() {
    return 'c';
  }

  static String addressTypeOf(String address) {
    if (address.isEmpty() || address.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("not an address: '" + address + "'");
    }
    return address.indexOf(':') >= 0 ? "IP6" : "IP4";
  }

  static @Nullable Connection read(String value) {
    List<String> f = Tokens.split(value);
    if (f.size() != 3) {
      return null;
    }
    String whole = f.get(2);
    int slash = whole.indexOf('/');
    String address = slash < 0 ? whole : whole.substring(0, slash);
    return address.isEmpty() ? null : new Connection(f.get(1), address, value);
  }

  private static boolean isZeroIpv6(String address) {
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c != '0' && c != ':') {
        return false;
      }
    }
    return true;
  }
}
