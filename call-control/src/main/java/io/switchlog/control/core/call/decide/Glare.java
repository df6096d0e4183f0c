package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.schemas.LegId;
import org.jspecify.annotations.Nullable;

/// Offers that meet: when one may be made, and when again.
final class Glare {
  private Glare() {}

  /// Whether a new offer of this leg would meet one that is not answered.
  ///
  /// @return the status to refuse it with, 0 for none
  static int status(ActiveCall call, Leg.Talking asker) {
    for (Exchange exchange : call.exchanges()) {
      if (exchange.excludesOffers()) {
        // RFC 3261 section 14.2: a second INVITE of the same side is 500 with Retry-After, one that
        // meets an INVITE of ours is 491; RFC 3311 section 5.2 says the same of UPDATE.
        return exchange.asker().equals(asker.id()) ? 500 : 491;
      }
    }
    if (isReoffered(asker) || isReoffered(call.peerOf(asker.id()))) {
      // RFC 3261 section 14.2: the same where the INVITE is our own.
      return 491;
    }
    if (!asker.isSettled()) {
      return asker.unacknowledged() != null ? 500 : 491;
    }
    return call.peerOf(asker.id()) instanceof Leg.Talking peer && !peer.isSettled() ? 491 : 0;
  }

  private static boolean isReoffered(@Nullable Leg leg) {
    return leg instanceof Leg.Talking talking && talking.session().open() != null;
  }

  /// RFC 3261 section 14.1: no INVITE while another one is in progress in either direction; and
  /// none for a leg that an offer of its peer's may reach at any moment.
  static boolean isFree(ActiveCall call, Leg.Talking leg) {
    return leg.isSettled()
        && leg.session().open() == null
        && !call.isArmed(new CallTimer.Reoffer(leg.id()))
        && call.exchanges().stream().noneMatch(Exchange::excludesOffers);
  }

  /// RFC 3261 section 14.1: 2.1 to 4 s for the side that made the Call-ID, up to 2 s for the other,
  /// in units of 10 ms. What differs from call to call and try to try does for a random number.
  static long backOffMillis(Turn turn, LegId leg, long cseq) {
    int draw = 31 * turn.id().value().hashCode() + Long.hashCode(cseq);
    return !turn.call().isDialed(leg)
        ? 10L * Math.floorMod(draw, 201)
        : 2_100L + 10L * Math.floorMod(draw, 191);
  }

  /// RFC 3261 section 12.2.1.2: the peer does not know the dialog, or is not there. All other
  /// failures are about the request alone.
  static boolean endsDialog(int status) {
    return status == 481 || status == 408;
  }
}
