package io.switchlog.wire.sip;

/// A telephone number (RFC 3966).
///
/// @param number as it came: global with a leading `+`, or local; visual separators included
/// @param params such as `phone-context`, `ext`, `isub`
public record TelUri(String number, Params params) implements Uri {
  @Override
  public String scheme() {
    return "tel";
  }

  /// Whether the number is global: it starts with `+`.
  public boolean isGlobal() {
    return number.startsWith("+");
  }

  /// The number without its visual separators.
  public String digits() {
    return strip(number);
  }

  /// RFC 3966 4: numbers without separators and case, the same parameters in any order.
  @Override
  public boolean isEquivalentTo(Uri other) {
    if (!(other instanceof TelUri tel)
        || !digits().equalsIgnoreCase(tel.digits())
        || params.names().size() != tel.params.names().size()) {
      return false;
    }
    for (String name : params.names()) {
      if (!tel.params.has(name)
          || !strip(String.valueOf(params.raw(name)))
              .equalsIgnoreCase(strip(String.valueOf(tel.params.raw(name))))) {
        return false;
      }
    }
    return true;
  }

  private static String strip(String text) {
    StringBuilder digits = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if ("-.()".indexOf(text.charAt(i)) < 0) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  @Override
  public String toString() {
    return "tel:" + number + params;
  }
}
