package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.Outcome;
import java.util.ArrayList;
import java.util.List;

/// The part of the fold that is about the call's end.
final class EndingEvolution {
  private EndingEvolution() {}

  /// No leg is waited for any more, and nothing of the media. The first outcome stands.
  static ActiveCall ending(ActiveCall call, Outcome outcome) {
    ActiveCall after = MediaEvolution.withoutReofferTimers(call);
    for (Leg leg : call.legs()) {
      after = after.disarm(new CallTimer.Ring(leg.id()));
    }
    return after
        .ledBy(call.isEnding() ? call.plan() : new Plan.Ending(outcome))
        .disarm(CallTimer.MEDIA_ANSWER)
        .disarm(CallTimer.MEDIA_LOST)
        .disarm(CallTimer.DIAL)
        .disarm(CallTimer.SLOT_ANSWER)
        .disarm(CallTimer.USER_ANSWER)
        .disarm(CallTimer.RECALL)
        .disarm(CallTimer.MAX_DURATION);
  }

  static Call ended(ActiveCall call, CallEnded ended) {
    return new EndedCall(
        call.id(),
        call.secretKey(),
        call.dialect(),
        call.life(),
        ended.outcome(),
        byes(call),
        call.clock().retention(ended.retainedUntil()).running());
  }

  private static List<String> byes(ActiveCall call) {
    List<String> byes = new ArrayList<>(1);
    for (Leg leg : call.legs()) {
      if (leg instanceof Leg.Gone gone && gone.bye() != null) {
        byes.add(gone.bye());
      }
    }
    return List.copyOf(byes);
  }
}
