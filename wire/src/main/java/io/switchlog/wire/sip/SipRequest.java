package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// A request: method, Request-URI, headers, body.
public final class SipRequest extends SipMessage {
  private final String method;
  private final int uriFrom;
  private final int uriTo;
  private @Nullable Uri uri;

  SipRequest(
      byte[] bytes,
      int start,
      int bodyStart,
      int end,
      HeaderIndex index,
      String method,
      int uriFrom,
      int uriTo) {
    super(bytes, start, bodyStart, end, index);
    this.method = method;
    this.uriFrom = uriFrom;
    this.uriTo = uriTo;
  }

  /// A new request without headers.
  ///
  /// @throws IllegalArgumentException where the method is no token
  public static MessageBuilder<SipRequest> builder(String method, Uri uri) {
    return builder(method, uri.toString());
  }

  private static MessageBuilder<SipRequest> builder(String method, String uriText) {
    if (!Ascii.isToken(method)) {
      throw new IllegalArgumentException("a method is a token, found '" + method + "'");
    }
    return new MessageBuilder<>(method + " " + uriText + " SIP/2.0", SipRequest.class);
  }

  /// The method as it came; compare with [Methods].
  public String method() {
    return method;
  }

  public boolean isMethod(String wanted) {
    return method.equals(wanted);
  }

  /// The Request-URI.
  public Uri uri() {
    Uri read = uri;
    if (read == null) {
      read = UriParser.parse(bytes, uriFrom, uriTo);
      uri = read;
    }
    return read;
  }

  /// The Request-URI as it came.
  public String uriText() {
    return Ascii.text(bytes, uriFrom, uriTo);
  }

  @Override
  public MessageBuilder<SipRequest> toBuilder() {
    return builder(method, uriText()).copyOf(this);
  }

  /// A copy to change, with another Request-URI.
  public MessageBuilder<SipRequest> toBuilder(Uri newUri) {
    return builder(method, newUri).copyOf(this);
  }
}
