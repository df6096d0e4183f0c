package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.inbox.ResponseReceived;

/// A failure of an INVITE of ours that came to an edge without its transaction: one that was
/// restarted, or another than sent it. The edge could not acknowledge it, so its peer would repeat
/// it for 32 s; here is known what was sent, so the ACK comes from here (RFC 3261 section
/// 17.1.1.3).
final class StrayFailure {
  private StrayFailure() {}

  static boolean is(ResponseReceived input, Reply reply) {
    return input.stray() && reply.method().equals("INVITE") && reply.status() >= 300;
  }

  static FailureAcknowledged acknowledged(ResponseReceived input, Reply reply) {
    return new FailureAcknowledged(
        input.leg(), input.edge(), reply.cseq(), reply.remoteTag(), reply.dialog().transport());
  }

  /// Whether something will be decided on it. Only then the ACK is an event, so that there is one
  /// for each INVITE at the most.
  static boolean isAwaited(ActiveCall call, Leg leg, long cseq) {
    return switch (leg) {
      case Leg.Dialing _, Leg.Leaving _ -> leg.isInvited(cseq);
      case Leg.Talking talking -> {
        OurSession.Reoffer open = talking.session().open();
        Exchange exchange = call.exchangeTo(leg.id(), cseq);
        yield (open != null && open.cseq() == cseq)
            || (exchange != null && exchange.request().method().equals("INVITE"));
      }
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ -> false;
    };
  }
}
