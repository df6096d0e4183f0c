package io.switchlog.wire.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `o=` line (RFC 8866 section 5.2): who made the session, and which version of it this is.
///
/// Session id and version are kept as decimal text, since the RFC sets no upper bound on their
/// digits.
public record Origin(
    String username,
    String sessionId,
    String sessionVersion,
    String addressType,
    String address,
    String value)
    implements Line {

  public Origin {
    Line.requireOneLine(value);
  }

  /// An origin of our own at an IPv4 or IPv6 address.
  ///
  /// @param username a token without spaces, `-` where there is no user
  public static Origin of(String username, long sessionId, long sessionVersion, String address) {
    if (username.isEmpty() || username.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("o= user name must be one token: '" + username + "'");
    }
    String type = Connection.addressTypeOf(address);
    String id = Long.toUnsignedString(sessionId);
    String version = Long.toUnsignedString(sessionVersion);
    return new Origin(
        username,
        id,
        version,
        type,
        address,
        username + ' ' + id + ' ' + version + " IN " + type + ' ' + address);
  }

  @Override
  public char type() {
    return 'o';
  }

  static @Nullable Origin read(String value) {
    List<String> f = Tokens.split(value);
    if (f.size() != 6 || !Tokens.isDecimal(f.get(1)) || !Tokens.isDecimal(f.get(2))) {
      return null;
    }
    return new Origin(f.get(0), f.get(1), f.get(2), f.get(4), f.get(5), value);
  }
}
