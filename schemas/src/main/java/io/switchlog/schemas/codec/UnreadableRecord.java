package io.switchlog.schemas.codec;

import java.io.Serial;

/// Bytes on the bus that this build cannot read: not single-object encoding, a schema nobody
/// published, or a value cut short. The message says what was expected and what was found.
public final class UnreadableRecord extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableRecord(String message) {
    super(message);
  }

  UnreadableRecord(String message, Throwable cause) {
    super(message, cause);
  }
}
