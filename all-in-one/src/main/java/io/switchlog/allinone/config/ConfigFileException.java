package io.switchlog.allinone.config;

/// A file of configuration says something that cannot be carried out. The message is one line:
/// file, line, key, what was found and what would be right.
public final class ConfigFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigFileException(String message) {
    super(message);
  }
}
