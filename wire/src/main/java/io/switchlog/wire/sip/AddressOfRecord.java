package io.switchlog.wire.sip;

import java.net.Inet6Address;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who is registered, subscribed to and written to (RFC 3261 section 6), in the one form that all
/// spellings of it have in common (section 10.3): no scheme, for `sips` is the same user reached
/// otherwise (RFC 5630 section 3.1.2); no password, port, parameter or header; escapes where there
/// have to be some; the host in lower case. Of a telephone number what tells it from others (RFC
/// 3966 section 5).
///
/// @param value `bob@example.com`, `example.com` where no user is named, `+4930123456`, or
///   `7042;phone-context=example.com`
public record AddressOfRecord(String value) implements Comparable<AddressOfRecord> {
  /// The address that a URI names; null where it is of a scheme that names none.
  public static @Nullable AddressOfRecord of(Uri uri) {
    return switch (uri) {
      case SipUri sip -> new AddressOfRecord(user(sip) + host(sip.host()));
      case TelUri tel -> new AddressOfRecord(tel.digits() + context(tel));
      case OtherUri _ -> null;
    };
  }

  private static String user(SipUri uri) {
    String plain = uri.decodedUser();
    return plain == null ? "" : Quoting.escapeUser(plain) + '@';
  }

  private static String host(String host) {
    if (host.startsWith("[")) {
      try {
        // RFC 5118 section 4.5: one IPv6 address has many spellings. A literal is never looked up.
        return '[' + Inet6Address.ofLiteral(host).getHostAddress() + ']';
      } catch (IllegalArgumentException notAnAddress) {
        return host.toLowerCase(Locale.ROOT);
      }
    }
    return host.toLowerCase(Locale.ROOT);
  }

  /// A local number is one within a context.
  private static String context(TelUri uri) {
    String context = uri.isGlobal() ? null : uri.params().raw("phone-context");
    return context == null ? "" : ";phone-context=" + context.toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(AddressOfRecord other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
