package io.switchlog.allinone.config;

/// A file of configuration says something that cannot be carried out. The message is one line:
/// file, line, key, what was found and what would be right.
public final class ConfigFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigFileException(String message) {
    super(onOneLine(message));
  }

  /// What a file says may have line ends and worse in it, its keys too.
  private static String onOneLine(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          if (Character.isISOControl(point)) {
            shown.append("\\u%04x".formatted(point));
          } else {
            shown.appendCodePoint(point);
          }
        });
    return shown.toString();
  }
}
