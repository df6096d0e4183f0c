package io.switchlog.edge.transport;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Certificates cannot be used; the message is one line that names the file.
public final class TlsUnusable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TlsUnusable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
