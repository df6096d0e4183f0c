package io.switchlog.schemas.codec;

import java.io.Serial;

/// Bytes on the bus that this build cannot read. The message says what was expected and what was
/// found. Two kinds are no one's fault and end by themselves, see [UnknownSchema] and
/// [WaitsForItsBuild]; any other stays unreadable: not single-object encoding, a record of another
/// family, a value cut short.
public sealed class UnreadableRecord extends RuntimeException
    permits UnknownSchema, WaitsForItsBuild {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableRecord(String message) {
    super(message);
  }

  UnreadableRecord(String message, Throwable cause) {
    super(message, cause);
  }
}
