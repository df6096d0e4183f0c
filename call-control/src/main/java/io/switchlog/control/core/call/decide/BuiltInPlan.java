package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.Outcome;

/// The plan in which the exchange itself answers: echo, music. Its legs are bridged to nobody.
final class BuiltInPlan {
  private BuiltInPlan() {}

  static void decide(Turn turn, Plan.BuiltIn plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _ -> begin(turn, plan);
      case PlanInput.MediaServed _ -> {
        if (turn.call().caller() instanceof Leg.Calling caller) {
          OwnReply.answer(turn, caller, plan.limits());
        }
      }
      case PlanInput.GaveUp(LegId _, Outcome outcome, Content farewell) ->
          Endings.endWith(turn, outcome, farewell);
      case PlanInput.Left(LegId leg, Content farewell) ->
          Endings.endWith(turn, Endings.hungUp(leg), farewell);
      case PlanInput.Broke(Outcome outcome) -> Endings.end(turn, outcome);
      case PlanInput.NextDue _,
          PlanInput.MediaRefused _,
          PlanInput.Progressed _,
          PlanInput.PickedUp _,
          PlanInput.Failed _,
          PlanInput.Redirected _,
          PlanInput.RangOut _,
          PlanInput.SlotAnswered _,
          PlanInput.SlotSilent _,
          PlanInput.OccupantTold _,
          PlanInput.RecallDue _ -> {
        // It rings nobody, and asks nobody.
      }
    }
  }

  private static void begin(Turn turn, Plan.BuiltIn plan) {
    if (turn.call().caller() instanceof Leg.Talking) {
      // It was rung itself, and has answered us.
      turn.tell(new CallAnswered(turn.now().plusSeconds(plan.limits().durationSeconds())));
      MediaPlans.playing(turn, plan.source());
      return;
    }
    if (turn.call().caller() instanceof Leg.Calling waiting) {
      OwnReply.prepare(turn, waiting, plan.source(), plan.limits());
    }
  }
}
