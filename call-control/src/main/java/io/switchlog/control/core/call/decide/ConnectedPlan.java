package io.switchlog.control.core.call.decide;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.Outcome;

/// The plan of two parties that talk: with one of them the call ends.
final class ConnectedPlan {
  private ConnectedPlan() {}

  static void decide(Turn turn, PlanInput input) {
    switch (input) {
      case PlanInput.Left(LegId leg, Content farewell) ->
          Endings.endWith(turn, Endings.hungUp(leg), farewell);
      case PlanInput.Broke(Outcome outcome) -> Endings.end(turn, outcome);
      case PlanInput.GaveUp(LegId _, Outcome outcome, Content farewell) ->
          Endings.endWith(turn, outcome, farewell);
      case PlanInput.Begins _,
          PlanInput.MediaServed _,
          PlanInput.NextDue _,
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
        // Nobody is rung any more.
      }
    }
  }
}
