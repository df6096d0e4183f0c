package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.OccupantSought;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The plan of a caller who wants the party that is parked in a slot: the slot says which call that
/// is, and that call gets the caller's leg.
final class RetrievePlan {
  /// A leg that another call decides for counts as over so long after a call of that length would
  /// be.
  static final Duration GRACE = Duration.ofMinutes(5);

  private RetrievePlan() {}

  static void decide(Turn turn, Plan.Retrieve plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _ -> begin(turn, plan);
      case PlanInput.OccupantTold(ParkSlot slot, CallId occupant) -> {
        if (slot.equals(plan.slot())) {
          told(turn, plan, occupant);
        }
      }
      case PlanInput.SlotSilent _ -> ParkPlan.unanswered(turn);
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaServed _,
          PlanInput.MediaRefused _,
          PlanInput.SlotAnswered _,
          PlanInput.RecallDue _,
          PlanInput.OfRinging _ -> {
        // It rings nobody, and has no media.
      }
    }
  }

  private static void begin(Turn turn, Plan.Retrieve plan) {
    if (turn.call().caller() instanceof Leg.Calling) {
      turn.tell(new OccupantSought(plan.slot(), turn.now().plus(ParkPlan.ANSWER)));
    } else {
      // A leg that talks already does not move yet.
      Endings.refuse(
          turn, EndCause.REJECTED, 488, "a parked party is fetched by dialing", Content.NONE);
    }
  }

  private static void told(Turn turn, Plan.Retrieve plan, @Nullable CallId occupant) {
    if (!(turn.call().caller() instanceof Leg.Calling leg)) {
      return;
    }
    if (occupant == null) {
      Endings.refuse(
          turn, EndCause.UNAVAILABLE, 480, "nobody is parked in " + plan.slot(), Content.NONE);
      return;
    }
    turn.tell(
        new LegHandedOver(
            occupant,
            HandedLegs.handed(turn, leg),
            plan.slot(),
            turn.now().plusSeconds(plan.limits().durationSeconds()).plus(GRACE),
            null));
  }
}
