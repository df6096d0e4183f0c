package io.switchlog.edge;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// An edge cannot start; its message says why in one line, for the person who started it.
public final class EdgeStartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  EdgeStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
