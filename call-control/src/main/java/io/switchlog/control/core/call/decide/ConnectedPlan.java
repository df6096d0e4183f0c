package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Plan;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.Outcome;

/// The plan of two parties that talk: with one of them the call ends. A third may take the place of
/// one of them.
final class ConnectedPlan {
  private ConnectedPlan() {}

  static void decide(Turn turn, Plan.Connected plan, PlanInput input) {
    Plan.Replacing replacing = plan.replacing();
    switch (input) {
      case PlanInput.GaveUp(LegId leg, Outcome outcome, Content _)
          when replacing != null && leg.equals(replacing.leg()) ->
          HandedLegs.refuse(turn, leg, outcome.status());
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaServed _ -> {
        if (replacing != null) {
          Replacement.connect(turn, replacing);
        }
      }
      case PlanInput.MediaRefused _ -> {
        if (replacing != null) {
          HandedLegs.refuse(turn, replacing.leg(), 503);
        }
      }
      case PlanInput.Begins _, PlanInput.OfRinging _, PlanInput.OfParking _ -> {
        // Nobody is rung any more.
      }
    }
  }
}
