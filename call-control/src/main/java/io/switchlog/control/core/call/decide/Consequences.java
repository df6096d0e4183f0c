package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.Outcome;
import java.util.List;

/// What follows of itself from what a decision told, whoever told it:
///
/// - the plan says what comes next, as often as it is asked;
/// - a leg that heard of another address than its media has is offered the new one;
/// - the call is established, once: answered, nothing owed to or by either side, media ready;
/// - the call is over, once: it has an outcome, and no leg is left.
final class Consequences {
  private Consequences() {}

  /// The whole decision.
  static Decision.Accepted of(Turn turn) {
    for (PlanInput asked = turn.nextAsked(); asked != null; asked = turn.nextAsked()) {
      PlanTable.decide(turn, asked);
    }
    if (turn.goesOn()) {
      Reoffers.offerWhatMoved(turn);
      if (isEstablishedNow(turn.call())) {
        turn.tell(new CallEstablished());
      }
      end(turn);
    }
    return new Decision.Accepted(List.copyOf(turn.events()));
  }

  private static boolean isEstablishedNow(ActiveCall call) {
    Media media = call.media();
    return !call.established()
        && call.isAnswered()
        && (media == null || media.isReady())
        && call.legs().stream().anyMatch(Leg.Talking.class::isInstance)
        && call.legs().stream().allMatch(Consequences::isSettledOrOver);
  }

  private static boolean isSettledOrOver(Leg leg) {
    return switch (leg) {
      case Leg.Talking talking -> talking.isSettled();
      case Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> true;
      case Leg.Calling _, Leg.Dialing _ -> false;
    };
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
            turn.now().plus(EndedCall.RETENTION)));
  }
}
