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
import java.time.Instant;
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
          PlanInput.Agreed _,
          PlanInput.RecallDue _,
          PlanInput.OfSeeking _,
          PlanInput.OfRinging _ -> {
        // It rings nobody, and has no media.
      }
    }
  }

  private static void begin(Turn turn, Plan.Retrieve plan) {
    turn.tell(new OccupantSought(plan.slot(), turn.now().plus(ParkPlan.ANSWER)));
  }

  private static void told(Turn turn, Plan.Retrieve plan, @Nullable CallId occupant) {
    if (occupant == null) {
      Endings.refuse(
          turn, EndCause.UNAVAILABLE, 480, "nobody is parked in " + plan.slot(), Content.NONE);
      return;
    }
    Instant until = turn.now().plusSeconds(plan.limits().durationSeconds()).plus(GRACE);
    switch (turn.call().caller()) {
      case Leg.Calling leg ->
          turn.tell(
              new LegHandedOver(occupant, HandedLegs.handed(turn, leg), plan.slot(), until, null));
      case Leg.Talking leg -> HandedDialogs.handOver(turn, leg, occupant, plan.slot(), until);
      case Leg.Dialing _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> {
        // It goes already.
      }
      case null -> {
        // There is nobody yet.
      }
    }
  }
}
