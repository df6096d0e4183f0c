package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// Why a request was sent (RFC 3326).
///
/// @param protocol such as `SIP` or `Q.850`
/// @param params `cause`, `text` and others
public record Reason(String protocol, Params params) {
  public static Reason of(String protocol, int cause, @Nullable String text) {
    Params params = Params.NONE.with("cause", Integer.toString(cause));
    return new Reason(protocol, text == null ? params : params.with("text", Params.quoted(text)));
  }

  static Reason parse(Cursor cursor) {
    String protocol = cursor.skipLws().token("a protocol");
    return new Reason(protocol, Params.parse(cursor));
  }

  /// The cause, or -1.
  public int cause() {
    String cause = params.get("cause");
    if (cause == null) {
      return -1;
    }
    byte[] bytes = Ascii.bytes(cause);
    return (int) Ascii.number(bytes, 0, bytes.length, 999_999);
  }

  public @Nullable String text() {
    return params.get("text");
  }

  @Override
  public String toString() {
    return protocol + params;
  }
}
