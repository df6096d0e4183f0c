package io.switchlog.control.core.call.react;

import java.time.Duration;

/// Until when a command is of use.
public final class Deadlines {
  /// A command that an edge sees later than a transaction lasts is of no use any more.
  public static final Duration SIGNALLING = Duration.ofSeconds(32);

  /// What a media node holds is released however late.
  public static final Duration RELEASE = Duration.ofHours(1);

  private Deadlines() {}
}
