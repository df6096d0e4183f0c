package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegMoved;

/// Everything of a leg that has no outcome, the same as it was, from the edge that serves it now.
final class SendingAgain {
  private SendingAgain() {}

  static void moved(LegMoved moved, Outgoing out) {
    if (moved.insteadOf() != null) {
      return;
    }
    switch (out.leg(moved.leg())) {
      case Leg.Dialing leg -> out.send(leg, out.writing(leg.id()).invite(leg.invite()));
      case Leg.Leaving leg -> out.end(leg);
      case Leg.Talking leg -> talking(leg, out);
      // What it has not heard, before anything that comes after it (RFC 3262 section 3).
      case Leg.Calling leg ->
          leg.unheard()
              .forEach(told ->
                  out.progress(leg, told.status(), told.reason(), told.content(), told.rseq()));
      case Leg.HandedOver _, Leg.Gone _ -> {
        // Nothing of ours is out.
      }
      case null -> {
        // No such leg.
      }
    }
  }

  private static void talking(Leg.Talking leg, Outgoing out) {
    Unacknowledged answer = leg.unacknowledged();
    if (answer != null) {
      out.answer(leg.id(), answer.invite(), answer.status(), answer.reason(), answer.content());
    }
    acknowledge(leg, out);
    exchanges(leg, out);
    OurSession.Reoffer open = leg.session().open();
    if (open != null) {
      OfRequests.reoffer(leg, open.cseq(), open.content(), out);
    }
    SessionTimer.Update update = leg.timer() == null ? null : leg.timer().open();
    if (update != null) {
      OfRequests.refresh(leg, update.cseq(), update.content(), out);
    }
  }

  /// An ACK may have died with the edge that it was given to, and the peer repeats its answer to
  /// that edge and no other, until it gives the call up (RFC 3261 section 13.3.1.4).
  private static void acknowledge(Leg.Talking leg, Outgoing out) {
    Leg.OurInvite invite = leg.ourInvite();
    if (invite != null && invite.ackedAt() != null && out.isWithinSignalling(invite.ackedAt())) {
      out.acknowledge(leg, invite.cseq(), invite.ackContent());
    }
  }

  private static void exchanges(Leg.Talking leg, Outgoing out) {
    if (!(out.state() instanceof ActiveCall call)) {
      return;
    }
    Writing writing = out.writing(leg.id());
    for (Exchange exchange : call.exchanges()) {
      if (exchange.target().equals(leg.id())) {
        OfRequests.pass(leg, exchange, out);
        if (exchange.cancelled()) {
          out.send(leg, writing.cancel(leg.dialog(), exchange.cseq(), Content.NONE));
        }
      }
    }
  }
}
