package io.switchlog.control.core.call.decide;

/// The plan of two parties that talk: with one of them the call ends.
final class ConnectedPlan {
  private ConnectedPlan() {}

  static void decide(Turn turn, PlanInput input) {
    switch (input) {
      case PlanInput.Parting parting -> Endings.endWith(turn, parting);
      case PlanInput.Begins _,
          PlanInput.MediaServed _,
          PlanInput.MediaRefused _,
          PlanInput.OfRinging _,
          PlanInput.OfParking _ -> {
        // Nobody is rung any more.
      }
    }
  }
}
