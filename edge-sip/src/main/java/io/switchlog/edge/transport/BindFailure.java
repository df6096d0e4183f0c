package io.switchlog.edge.transport;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A listener could not be opened: its message names listener, transport, address and port, and
/// says what is wrong in one line.
public final class BindFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private BindFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static BindFailure of(Binding binding, Throwable cause) {
    String where =
        "listener "
            + binding.name()
            + " cannot be opened: "
            + binding.transport().name().toLowerCase(java.util.Locale.ROOT)
            + " address "
            + binding.host()
            + ", port "
            + binding.port()
            + ": ";
    return new BindFailure(where + why(cause), cause);
  }

  private static String why(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    if (text.contains("in use")) {
      return "the port is taken by another process";
    }
    if (text.contains("assign requested address")) {
      return "no interface of this machine has that address";
    }
    if (text.contains("ermission denied")) {
      return "this user may not open that port";
    }
    return cause instanceof java.net.UnknownHostException ? "the name does not resolve" : text;
  }
}
