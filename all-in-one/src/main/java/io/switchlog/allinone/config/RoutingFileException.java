package io.switchlog.allinone.config;

/// A routing file says something that cannot be carried out. The message is one line: file, line,
/// key, what was found and what would be right.
public final class RoutingFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RoutingFileException(String message) {
    super(message);
  }
}
