package io.switchlog.edge.transport;

import java.io.Serial;

/// A connection is full of what its peer does not read.
final class PeerDoesNotRead extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  PeerDoesNotRead(String flow) {
    super("the peer of flow " + flow + " does not read", null, false, false);
  }
}
