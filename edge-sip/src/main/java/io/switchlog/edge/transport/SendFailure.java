package io.switchlog.edge.transport;

import java.io.Serial;

/// Why a message could not be sent, or will have no answer over its connection.
public final class SendFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// What went wrong.
  public enum Kind {
    /// There is no way at all: the address is of no listener's family.
    UNREACHABLE,
    /// The way exists and failed: nobody got the message.
    NOT_SENT,
    /// The message left, and its connection ended after it.
    CLOSED
  }

  SendFailure(Kind kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
