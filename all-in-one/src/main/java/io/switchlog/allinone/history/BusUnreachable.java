package io.switchlog.allinone.history;

/// The bus cannot be read. The message is one line: where it was looked for and what was missing.
public final class BusUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BusUnreachable(String message) {
    super(message);
  }

  public BusUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
