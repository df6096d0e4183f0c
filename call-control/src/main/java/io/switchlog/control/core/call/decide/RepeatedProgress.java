package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ProgressRepeated;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A caller who waits for an answer for long is told so each minute: a proxy on the way may cancel
/// an INVITE that it heard nothing of for three.
final class RepeatedProgress {
  /// RFC 3261 section 13.3.1.1: often enough that one may be lost.
  private static final Duration EACH = Duration.ofMinutes(1);

  /// RFC 3261 section 21.1.5: progress that is nothing else. Nobody rings yet (180), nothing is
  /// forwarded (181) and nobody has been found busy (182), as far as is known.
  private static final int SESSION_PROGRESS = 183;

  private RepeatedProgress() {}

  /// When a caller who hears something now is to hear of us again; null where none waits.
  static @Nullable Instant next(Turn turn) {
    return turn.call().caller() instanceof Leg.Calling ? turn.now().plus(EACH) : null;
  }

  /// It heard nothing since. What it has of a session description it keeps: there is none in this.
  static Decision due(Turn turn, Leg.Calling leg) {
    Leg.Status told = leg.progress();
    Leg.Status latest =
        told == null ? new Leg.Status(SESSION_PROGRESS, OwnHeaders.phrase(SESSION_PROGRESS)) : told;
    return turn.tell(
            new ProgressRepeated(
                leg.id(),
                latest.code(),
                latest.reason(),
                ReliableProgress.next(turn, Content.NONE),
                turn.now().plus(EACH)))
        .told();
  }
}
