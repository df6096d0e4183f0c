package io.switchlog.control;

import java.io.Serial;

/// A call-control node cannot start; the message is one line for people.
public final class ControlStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ControlStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
