package io.switchlog.allinone.cli;

/// What the user asked for cannot be done as asked. The message is one line: what was found and
/// what would be right.
final class CommandRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandRefused(String message) {
    super(message);
  }

  CommandRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
