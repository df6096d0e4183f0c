package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.event.CallAnswered;

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
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaRefused _,
          PlanInput.OfRinging _,
          PlanInput.OfParking _,
          PlanInput.OfSeeking _ -> {
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
