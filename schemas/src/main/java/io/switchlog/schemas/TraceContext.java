package io.switchlog.schemas;

import java.nio.charset.StandardCharsets;

/// The W3C trace context that every record carries in its Kafka header `traceparent`. The trace id
/// is the call id's first 128 bits, so that whatever concerns a call is one trace without anything
/// being handed on; the span id is the sender's to choose.
public final class TraceContext {
  /// The name of the header.
  public static final String HEADER = "traceparent";

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private TraceContext() {}

  /// The header's value.
  ///
  /// @param call the call that the record concerns
  /// @param span tells the record from the others of its call; zero is replaced, as it is invalid
  public static byte[] of(CallId call, long span) {
    return of(AggregateId.of(call), span);
  }

  /// As above, of an aggregate of any kind.
  public static byte[] of(AggregateId aggregate, long span) {
    byte[] text = new byte[55];
    text[0] = '0';
    text[1] = '0';
    text[2] = '-';
    String id = aggregate.value();
    int buffer = 0;
    int bits = 0;
    int next = 0;
    for (int i = 0; i < 32; i++) {
      if (bits < 4) {
        buffer =
            (buffer << 5) | (next < id.length() ? Character.digit(id.charAt(next++), 32) & 31 : 0);
        bits += 5;
      }
      bits -= 4;
      text[3 + i] = HEX[(buffer >> bits) & 15];
    }
    text[35] = '-';
    long rest = span == 0 ? 1 : span;
    for (int i = 51; i >= 36; i--) {
      text[i] = HEX[(int) (rest & 15)];
      rest >>>= 4;
    }
    text[52] = '-';
    text[53] = '0';
    text[54] = '1';
    return text;
  }
}
