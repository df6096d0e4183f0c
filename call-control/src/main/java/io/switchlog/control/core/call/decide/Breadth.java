package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.schemas.config.RingStage;
import io.switchlog.schemas.event.Content;

/// How many parties a call may ring at a time, here and by whoever rings others for it (RFC 5393
/// section 5.3): calls that come back to the group that rang them would grow without end, for each
/// of ours is a new one.
final class Breadth {
  /// Where the caller names none (section 5.3.3).
  private static final int USUAL = 60;

  private static final String NAME = "Max-Breadth";

  private Breadth() {}

  /// What each party of a stage may ring in its turn; 0 where the stage has too many.
  static int share(Content offered, RingStage stage) {
    return breadth(offered) / stage.targets().size();
  }

  /// The header that says so.
  static String header(int share) {
    return NAME + ": " + share;
  }

  private static int breadth(Content offered) {
    String value = HeaderLines.value(offered, NAME);
    if (value == null) {
      return USUAL;
    }
    try {
      return Math.clamp(Long.parseLong(value), 0, USUAL);
    } catch (NumberFormatException e) {
      return USUAL;
    }
  }
}
