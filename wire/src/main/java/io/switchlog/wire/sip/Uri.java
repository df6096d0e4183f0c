package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// A URI as RFC 3261 uses them: `sip:` and `sips:` taken apart, `tel:` taken apart, all other
/// schemes kept as text. `toString` is the form on the wire.
public sealed interface Uri permits SipUri, TelUri, OtherUri {

  /// The scheme, in lower case.
  String scheme();

  /// Reads a URI.
  ///
  /// @throws MalformedHeader where the text is no URI
  static Uri parse(String text) {
    byte[] bytes = Ascii.bytes(text);
    return UriParser.parse(bytes, 0, bytes.length);
  }

  /// Reads a URI; null where the text is none.
  static @Nullable Uri tryParse(String text) {
    try {
      return parse(text);
    } catch (MalformedHeader malformed) {
      return null;
    }
  }

  /// Whether both name the same resource: RFC 3261 19.1.4 for sip and sips, RFC 3966 4 for tel, the
  /// text for other schemes.
  boolean isEquivalentTo(Uri other);
}
