package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;

/// The states of a leg, each with a table of its own: what it does with each [LegInput].
final class LegTable {
  private LegTable() {}

  static Decision decide(Turn turn, Leg leg, LegInput input) {
    return switch (leg) {
      case Leg.Calling calling -> CallingLeg.decide(turn, calling, input);
      case Leg.Dialing dialing -> DialingLeg.decide(turn, dialing, input);
      case Leg.Talking talking -> TalkingLeg.decide(turn, talking, input);
      case Leg.Leaving leaving -> LeavingLeg.decide(turn, leaving, input);
      case Leg.HandedOver _ -> HandedOverLeg.decide(input);
      case Leg.Gone gone -> GoneLeg.decide(turn, gone, input);
    };
  }
}
