package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.OccupantSought;
import io.switchlog.schemas.event.SlotSought;

/// The part of the fold that is about parking: a slot that is sought, taken and left.
final class ParkEvolution {
  private ParkEvolution() {}

  static ActiveCall sought(ActiveCall call, SlotSought sought) {
    Plan.SeekSlot plan =
        call.plan() instanceof Plan.SeekSlot seek
            ? seek
            : new Plan.SeekSlot(parking(call), call.limits(), 0, null);
    return call.ledBy(plan.asking(sought.slot()))
        .disarm(CallTimer.DIAL)
        .arm(CallTimer.SLOT_ANSWER, sought.answerBy());
  }

  private static Action.Park parking(ActiveCall call) {
    if (call.parking() == null) {
      throw new ImpossibleHistory("a route that parks before a slot is sought", "none");
    }
    return call.parking();
  }

  static ActiveCall missed(ActiveCall call) {
    return call.ledBy(seeking(call).missed()).disarm(CallTimer.SLOT_ANSWER);
  }

  private static Plan.SeekSlot seeking(ActiveCall call) {
    if (call.plan() instanceof Plan.SeekSlot seek) {
      return seek;
    }
    throw new ImpossibleHistory("a slot that is sought", call.plan().toString());
  }

  static ActiveCall parked(ActiveCall call, CallParked parked) {
    Plan.SeekSlot seek = seeking(call);
    ActiveCall after =
        call.ledBy(
                new Plan.Parked(
                    seek.action(), seek.limits(), parked.slot(), parked.recallAt(), null))
            .disarm(CallTimer.SLOT_ANSWER);
    return parked.recallAt() == null ? after : after.arm(CallTimer.RECALL, parked.recallAt());
  }

  static ActiveCall unparked(ActiveCall call) {
    ActiveCall after =
        call.plan() instanceof Plan.SeekSlot seek ? call.ledBy(seek.asking(null)) : call;
    return after.disarm(CallTimer.SLOT_ANSWER).disarm(CallTimer.RECALL);
  }

  static ActiveCall occupantSought(ActiveCall call, OccupantSought sought) {
    return call.arm(CallTimer.SLOT_ANSWER, sought.answerBy());
  }
}
