package io.switchlog.wire.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which way media flows, seen from whoever wrote the description (RFC 8866 section 6.7).
public enum Direction {
  SENDRECV(true, true),
  SENDONLY(true, false),
  RECVONLY(false, true),
  INACTIVE(false, false);

  private final boolean sends;
  private final boolean receives;
  private final String attributeName = name().toLowerCase(Locale.ROOT);

  Direction(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  public boolean sends() {
    return sends;
  }

  public boolean receives() {
    return receives;
  }

  /// The name of the property attribute, `sendrecv` and so on.
  public String attributeName() {
    return attributeName;
  }

  /// The same stream seen from the other side.
  public Direction reversed() {
    return of(receives, sends);
  }

  public static Direction of(boolean sends, boolean receives) {
    return sends ? (receives ? SENDRECV : SENDONLY) : (receives ? RECVONLY : INACTIVE);
  }

  static @Nullable Direction named(String attributeName) {
    return switch (attributeName) {
      case "sendrecv" -> SENDRECV;
      case "sendonly" -> SENDONLY;
      case "recvonly" -> RECVONLY;
      case "inactive" -> INACTIVE;
      default -> null;
    };
  }
}
