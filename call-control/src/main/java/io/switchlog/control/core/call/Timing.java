package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.Abilities;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.TimerFired;

/// Timers that ran out.
final class Timing {
  private Timing() {}

  static Decision fired(Turn turn, TimerFired fired) {
    ArmedTimer armed = turn.call().timers().get(fired.name());
    if (armed == null || armed.generation() != fired.generation()) {
      return Turn.refused(
          armed == null ? "a timer that runs" : "generation " + armed.generation(),
          fired.name() + " " + fired.generation());
    }
    switch (fired.name()) {
      case Call.MEDIA ->
          MediaControl.failed(
              turn, "no answer from the media node within " + Turn.MEDIA.toSeconds() + " s");
      case Call.MEDIA_LOST -> Nodes.mediaStayedAway(turn);
      case Call.RING ->
          Teardown.release(turn, new Outcome(EndCause.NO_ANSWER, null, 480, Abilities.phrase(480)));
      case Call.MAX_DURATION ->
          Teardown.release(
              turn, new Outcome(EndCause.MAX_DURATION, null, 200, "the longest duration is over"));
      case Call.TEARDOWN -> Teardown.giveUp(turn);
      default -> {
        if (fired.name().startsWith(Call.REOFFER)) {
          Reoffers.again(turn, fired.name().substring(Call.REOFFER.length()));
          break;
        }
        return Turn.refused("a timer of a call that goes on", fired.name());
      }
    }
    return turn.done();
  }
}
