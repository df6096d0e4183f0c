package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.Outcome;

/// What follows of itself from what a decision told, whoever told it:
///
/// - a leg that heard of another address than its media has is offered the new one;
/// - the call is established, once: answered, nothing owed to or by either side, media ready;
/// - the call is over, once: it has an outcome, and no leg is left.
final class Consequences {
  private Consequences() {}

  /// The whole decision.
  static Decision.Accepted of(Turn turn) {
    if (turn.goesOn()) {
      Reoffers.offerWhatMoved(turn);
      if (isEstablishedNow(turn.call())) {
        turn.tell(new CallEstablished());
      }
      end(turn);
    }
    return new Decision.Accepted(turn.events());
  }

  private static boolean isEstablishedNow(ActiveCall call) {
    if (call.established() || call.outcome() != null) {
      return false;
    }
    Media media = call.media();
    return (media == null || media.isReady())
        && call.legs().stream().allMatch(leg -> leg instanceof Leg.Talking t && t.isSettled());
  }

  private static void end(Turn turn) {
    ActiveCall call = turn.call();
    Outcome outcome = call.outcome();
    if (outcome == null || !call.legs().stream().allMatch(leg -> leg instanceof Leg.Gone)) {
      return;
    }
    Media media = call.media();
    turn.tell(
        new CallEnded(
            outcome,
            call.established(),
            media == null ? null : media.node(),
            media == null ? 0 : media.plan().version() + 1,
            turn.now().plus(Turn.RETENTION)));
  }
}
