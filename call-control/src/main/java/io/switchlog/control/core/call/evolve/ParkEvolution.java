package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.TakenOver;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.OccupantSought;
import io.switchlog.schemas.event.SlotSought;
import java.time.Instant;

/// The part of the fold that is about parking: a slot that is sought, taken and left, and a leg
/// that goes from one call to another.
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

  static ActiveCall handedOver(ActiveCall call, LegHandedOver event) {
    Leg.Calling leg = Legs.calling(call, event.handed().leg());
    return call.with(new Leg.HandedOver(leg.id(), leg.edge(), event.to()))
        .ledBy(new Plan.HandedOver(event.to(), leg.id()))
        .disarm(CallTimer.SLOT_ANSWER)
        .disarm(new CallTimer.Progress(leg.id()))
        .arm(CallTimer.MAX_DURATION, event.until());
  }

  static ActiveCall takenOver(ActiveCall call, LegTakenOver event) {
    HandedLeg handed = event.handed();
    Legs.next(call, event.leg());
    ActiveCall after =
        call.with(
                Leg.Calling.of(
                    event.leg(),
                    Dialog.of(handed.dialog(), 0),
                    handed.invite(),
                    handed.maxForwards(),
                    handed.content()))
            .withTakenOver(
                new TakenOver(event.leg(), event.from(), event.fromLife(), handed.leg()));
    if (call.plan() instanceof Plan.Parked parked && parked.retriever() == null) {
      return after.ledBy(parked.retrievedBy(event.leg())).disarm(CallTimer.RECALL);
    }
    if (call.plan() instanceof Plan.Connected connected
        && connected.replacing() == null
        && event.insteadOf() != null) {
      var replacing = new Plan.Replacing(event.leg(), event.insteadOf());
      return after.ledBy(new Plan.Connected(connected.limits(), replacing));
    }
    throw new ImpossibleHistory("a call that nobody else comes to yet", call.plan().toString());
  }

  /// An INVITE is refused: where it was that of a party which came for the parked one, that one
  /// waits on, and not longer than it would have; where it was to take another leg's place, that
  /// one keeps it.
  static ActiveCall refused(ActiveCall call, LegId leg, Instant at) {
    if (call.plan() instanceof Plan.Connected(Plan.Limits limits, Plan.Replacing replacing)
        && replacing != null
        && replacing.leg().equals(leg)) {
      return call.ledBy(new Plan.Connected(limits)).disarm(CallTimer.MEDIA_ANSWER);
    }
    if (!(call.plan() instanceof Plan.Parked parked) || !leg.equals(parked.retriever())) {
      return call;
    }
    ActiveCall after = call.ledBy(parked.retrievedBy(null)).disarm(CallTimer.MEDIA_ANSWER);
    Instant recallAt = parked.recallAt();
    return recallAt == null
        ? after
        : after.arm(CallTimer.RECALL, recallAt.isBefore(at) ? at : recallAt);
  }
}
