package io.switchlog.edge.transport;

import java.io.Serial;

/// A connection ended after a message had left over it.
final class ConnectionEnded extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ConnectionEnded(String flow) {
    super("flow " + flow + " ended before an answer came", null, false, false);
  }
}
