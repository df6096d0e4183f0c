package io.switchlog.media;

/// The node cannot start as it is configured; the message says in one line what was expected and
/// what was found.
public final class MediaStartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MediaStartException(String message) {
    super(message);
  }

  public MediaStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
