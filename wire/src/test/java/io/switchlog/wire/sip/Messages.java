package io.switchlog.wire.sip;

import java.nio.charset.StandardCharsets;

/// Messages to begin a story with.
final class Messages {
  private Messages() {}

  /// Lines joined by CRLF, with an empty line and no body after them.
  static byte[] bytes(String... lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }

  /// A complete OPTIONS with these lines among its headers.
  static byte[] options(String... more) {
    return bytes(
        "OPTIONS sip:bob@example.com SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport",
        "From: <sip:alice@example.com>;tag=a",
        "To: <sip:bob@example.com>",
        "Call-ID: c1",
        "CSeq: 1 OPTIONS" + (more.length == 0 ? "" : "\r\n" + String.join("\r\n", more)));
  }

  static SipRequest request(byte[] bytes) {
    return (SipRequest) parsed(bytes);
  }

  static SipMessage parsed(byte[] bytes) {
    return switch (SipParser.parse(bytes)) {
      case ParseResult.Parsed(SipMessage message) -> message;
      case ParseResult.Malformed malformed -> throw new AssertionError(malformed.description());
    };
  }

  static ParseResult.Malformed malformed(byte[] bytes) {
    return (ParseResult.Malformed) SipParser.parseValid(bytes, 0, bytes.length, Limits.DEFAULT);
  }
}
