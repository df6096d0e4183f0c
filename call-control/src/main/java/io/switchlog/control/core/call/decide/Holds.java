package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegResumed;

/// A leg that holds, and that goes on.
final class Holds {
  private Holds() {}

  /// Tells of a hold that began or ended with an offer that was agreed to.
  static void tell(Turn turn, LegId offerer, Audio offer) {
    if (turn.call().leg(offerer) instanceof Leg.Talking leg && leg.held() != offer.holds()) {
      turn.tell(offer.holds() ? new LegHeld(offerer) : new LegResumed(offerer));
    }
  }
}
