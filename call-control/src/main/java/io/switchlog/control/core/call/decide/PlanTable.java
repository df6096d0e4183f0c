package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Plan;

/// The plans, each with a table of its own: what it does with each [PlanInput].
final class PlanTable {
  private PlanTable() {}

  static void decide(Turn turn, PlanInput input) {
    switch (turn.call().plan()) {
      case Plan.Ring ring -> RingPlan.decide(turn, ring, input);
      case Plan.Connected plan -> ConnectedPlan.decide(turn, plan, input);
      case Plan.BuiltIn builtIn -> BuiltInPlan.decide(turn, builtIn, input);
      case Plan.Originate originate -> OriginatePlan.decide(turn, originate, input);
      case Plan.SeekSlot seek -> ParkPlan.seek(turn, seek, input);
      case Plan.Parked parked -> ParkPlan.park(turn, parked, input);
      case Plan.SeekUser seek -> UserPlan.decide(turn, seek, input);
      case Plan.Retrieve retrieve -> RetrievePlan.decide(turn, retrieve, input);
      case Plan.None _, Plan.HandedOver _, Plan.Ending _ -> {
        // Nobody is led any more: what is left of the legs is on its way.
      }
    }
  }
}
