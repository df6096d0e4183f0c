package io.switchlog.wire.sdp;

import org.jspecify.annotations.Nullable;

/// The `a=` line (RFC 8866 section 5.13): a property (`a=sendonly`) or a name with content
/// (`a=rtpmap:0 PCMU/8000`). Names are compared as written: they are case-sensitive.
///
/// @param content what follows the colon, null for a property
public record Attribute(String name, @Nullable String content, String value) implements Line {
  public Attribute {
    Line.requireOneLine(value);
  }

  /// An attribute that is there or not.
  public static Attribute property(String name) {
    return new Attribute(name, null, name);
  }

  /// An attribute with content.
  public static Attribute of(String name, String content) {
    return new Attribute(name, content, name + ':' + content);
  }

  @Override
  public char type() {
    return 'a';
  }

  static @Nullable Attribute read(String value) {
    int colon = value.indexOf(':');
    if (colon == 0 || value.isEmpty()) {
      return null;
    }
    return colon < 0
        ? new Attribute(value.strip(), null, value)
        : new Attribute(value.substring(0, colon), value.substring(colon + 1).strip(), value);
  }
}
