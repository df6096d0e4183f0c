package io.switchlog.allinone.broker;

/// A broker could not start for a reason that the user can mend: the message is one line that names
/// it.
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokerStartException(String message) {
    super(message);
  }

  public BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
