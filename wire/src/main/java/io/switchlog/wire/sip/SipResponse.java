package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// A response: status code, reason phrase, headers, body.
public final class SipResponse extends SipMessage {
  private final int status;
  private final int reasonFrom;
  private final int reasonTo;

  SipResponse(
      byte[] bytes,
      int start,
      int bodyStart,
      int end,
      HeaderIndex index,
      int status,
      int reasonFrom,
      int reasonTo) {
    super(bytes, start, bodyStart, end, index);
    this.status = status;
    this.reasonFrom = reasonFrom;
    this.reasonTo = reasonTo;
  }

  /// A new response without headers.
  ///
  /// @throws IllegalArgumentException where the status is not within 100 to 699
  public static MessageBuilder<SipResponse> builder(int status, String reason) {
    if (status < 100 || status > 699) {
      throw new IllegalArgumentException("a status is 100 to 699, found " + status);
    }
    return new MessageBuilder<>("SIP/2.0 " + status + " " + reason, SipResponse.class);
  }

  /// The response to a request, RFC 3261 8.2.6: Via, From, To, Call-ID and CSeq as they came, and
  /// the Timestamp in a 100. Headers that the request lacks are lacking here too.
  public static MessageBuilder<SipResponse> builder(SipRequest request, int status, String reason) {
    MessageBuilder<SipResponse> response = builder(status, reason);
    for (int i = 0; i < request.headerCount(); i++) {
      switch (request.knownName(i)) {
        case VIA, FROM, TO, CALL_ID, CSEQ -> response.copyLine(request, i);
        case TIMESTAMP -> {
          if (status == 100) {
            response.copyLine(request, i);
          }
        }
        default -> {}
      }
    }
    return response;
  }

  /// As [#builder(SipRequest, int, String)], with a To tag where the request has none.
  public static MessageBuilder<SipResponse> builder(
      SipRequest request, int status, String reason, @Nullable String toTag) {
    MessageBuilder<SipResponse> response = builder(request, status, reason);
    return toTag == null ? response : response.toTag(toTag);
  }

  /// The bare response to a request.
  public static SipResponse to(SipRequest request, int status, String reason) {
    return builder(request, status, reason).build();
  }

  /// The bare response to a request, with a To tag where the request has none.
  public static SipResponse to(
      SipRequest request, int status, String reason, @Nullable String toTag) {
    return builder(request, status, reason, toTag).build();
  }

  public int status() {
    return status;
  }

  public boolean isProvisional() {
    return status < 200;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public boolean isFinal() {
    return status >= 200;
  }

  /// The reason phrase as it came, often empty.
  public String reason() {
    return Ascii.text(bytes, reasonFrom, reasonTo);
  }

  @Override
  public MessageBuilder<SipResponse> toBuilder() {
    return builder(status, reason()).copyOf(this);
  }
}
