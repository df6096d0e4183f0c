package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// What came of reading bytes as a SIP message.
public sealed interface ParseResult {

  /// The bytes have the shape of a SIP message.
  record Parsed(SipMessage message) implements ParseResult {}

  /// The bytes are not an acceptable SIP message.
  ///
  /// @param expected what the grammar or a limit asks for at that place
  /// @param found what stood there, made printable
  /// @param offset where, counted from the start of the bytes given; -1 where something is absent
  /// @param status the final response that fits: 400, 505 or 513
  /// @param partial what could still be read, so that the sender can be answered; null where
  ///   nothing could
  record Malformed(
      String expected, String found, int offset, int status, @Nullable SipMessage partial)
      implements ParseResult {

    /// Whether the sender can be answered: a request other than ACK (RFC 3261 17.1.1.3: an ACK has
    /// no response) with a readable top Via, and the other headers that a response repeats.
    public boolean answerable() {
      return partial instanceof SipRequest request
          && !request.method().equals(Methods.ACK)
          && request.has(HeaderName.FROM)
          && request.has(HeaderName.TO)
          && request.has(HeaderName.CALL_ID)
          && request.has(HeaderName.CSEQ)
          && request.topViaIsReadable();
    }

    /// The answer of RFC 3261 8.2.6 with [#status], or null where there is nobody to answer.
    public @Nullable SipResponse answer(String toTag) {
      if (partial instanceof SipRequest request && answerable()) {
        return written(request).toTag(toTag).build();
      }
      return null;
    }

    /// The lines that an answer repeats, each unfolded: a CR alone, which may be what is wrong, is
    /// not sent on.
    private MessageBuilder<SipResponse> written(SipRequest request) {
      MessageBuilder<SipResponse> answer = SipResponse.builder(status, StatusCodes.reason(status));
      for (int i = 0; i < request.headerCount(); i++) {
        switch (request.knownName(i)) {
          case VIA, FROM, TO, CALL_ID, CSEQ ->
              answer.header(request.headerName(i), request.headerValue(i));
          default -> {}
        }
      }
      return answer;
    }

    /// One line for logs and Warning headers.
    public String description() {
      return "expected " + expected + ", found " + found + (offset < 0 ? "" : " at byte " + offset);
    }
  }
}
