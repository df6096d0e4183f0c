package io.switchlog.wire.sip;

/// A URI of a scheme that we do not take apart, kept as it came.
///
/// @param scheme in lower case
/// @param text the whole URI with its scheme
public record OtherUri(String scheme, String text) implements Uri {
  @Override
  public boolean isEquivalentTo(Uri other) {
    return other instanceof OtherUri uri && text.equals(uri.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
