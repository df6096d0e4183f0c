package io.switchlog.edge.transport;

import java.io.Serial;

/// Why a message could not be sent.
public final class SendFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  SendFailure(boolean unreachable, String detail) {
    super(detail, null, false, false);
    this.unreachable = unreachable;
  }

  /// Whether there is no way at all: the name does not resolve, or its address is of no listener's
  /// family. Otherwise the way exists and failed.
  public boolean isUnreachable() {
    return unreachable;
  }
}
