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
          Replacement.comesToNothing(turn, replacing, outcome.status());
      case PlanInput.Left(LegId leg, Content _)
          when replacing != null && leg.equals(replacing.insteadOf()) ->
          MediaPlans.withoutThoseGone(turn);
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.MediaServed _ -> {
        if (replacing != null) {
          Replacement.connect(turn, replacing);
        }
      }
      case PlanInput.MediaRefused _ -> {
        if (replacing != null) {
          Replacement.comesToNothing(turn, replacing, 503);
        }
      }
      case PlanInput.Begins _,
          PlanInput.OfRinging _,
          PlanInput.OfParking _,
          PlanInput.OfSeeking _ -> {
        // Nobody is rung any more.
      }
    }
  }
}
