package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.dialog.ForkBye;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;

/// What requests inside dialogs order, passed across or our own.
final class OfRequests {
  private OfRequests() {}

  static void passed(RequestPassed passed, Outgoing out) {
    if (out.leg(passed.target()) instanceof Leg.Talking target) {
      out.send(
          target,
          out.writing(target.id())
              .request(
                  target.dialog(), passed.request().method(), passed.cseq(), passed.content()));
    }
  }

  /// A request that was challenged, once more.
  static void challenged(RequestChallenged event, Outgoing out) {
    if (event.fork() != null) {
      ForkBye bye = out.byeOfExtra(event.leg(), event.fork());
      if (bye != null) {
        out.send(bye.edge(), out.writing(event.leg()).byeOfExtra(bye));
      }
      return;
    }
    switch (out.leg(event.leg())) {
      case Leg.Dialing leg -> OfLegs.invited(leg.id(), out);
      case Leg.Talking leg -> sendAgain(leg, event.again(), out);
      case Leg.Leaving leg -> out.end(leg);
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ -> {
        // Nothing was asked of it.
      }
      case null -> {
        // No such leg.
      }
    }
  }

  private static void sendAgain(Leg.Talking leg, long cseq, Outgoing out) {
    Exchange exchange = out.exchangeTo(leg.id(), cseq);
    OurSession.Reoffer reoffer = leg.session().open();
    SessionTimer.Update update = leg.timer() == null ? null : leg.timer().open();
    if (exchange != null) {
      pass(leg, exchange, out);
    } else if (reoffer != null && reoffer.cseq() == cseq) {
      reoffer(leg, cseq, reoffer.content(), out);
    } else if (update != null && update.cseq() == cseq) {
      refresh(leg, cseq, update.content(), out);
    }
  }

  /// A request of one party's on its way to the other.
  static void pass(Leg.Talking target, Exchange exchange, Outgoing out) {
    String method = exchange.request().method();
    out.send(
        target,
        out.writing(target.id())
            .request(target.dialog(), method, exchange.cseq(), exchange.content()));
  }

  static void passedBack(ResponsePassed passed, Outgoing out) {
    if (passed.acknowledged()) {
      out.acknowledge(out.leg(passed.leg()), passed.cseq(), Content.NONE);
    }
    out.answer(
        passed.asker(), passed.request(), passed.status(), passed.reason(), passed.content());
  }

  static void answered(RequestAnswered answered, Outgoing out) {
    out.answer(
        answered.leg(),
        answered.request(),
        answered.status(),
        answered.reason(),
        answered.content());
  }

  static void cancelled(RequestCancelled cancelled, Outgoing out) {
    if (out.leg(cancelled.leg()) instanceof Leg.Talking leg) {
      out.send(
          leg, out.writing(leg.id()).cancel(leg.dialog(), cancelled.cseq(), cancelled.content()));
    }
  }

  static void refreshed(RefreshSent sent, Outgoing out) {
    if (out.leg(sent.leg()) instanceof Leg.Talking leg) {
      refresh(leg, sent.cseq(), sent.content(), out);
    }
  }

  static void refresh(Leg.Talking leg, long cseq, Content content, Outgoing out) {
    out.send(leg, out.writing(leg.id()).request(leg.dialog(), "UPDATE", cseq, content));
  }

  static void reoffered(LegReoffered reoffered, Outgoing out) {
    if (out.leg(reoffered.leg()) instanceof Leg.Talking leg) {
      reoffer(leg, reoffered.cseq(), reoffered.content(), out);
    }
  }

  static void reoffer(Leg.Talking leg, long cseq, Content content, Outgoing out) {
    out.send(leg, out.writing(leg.id()).request(leg.dialog(), "INVITE", cseq, content));
  }
}
