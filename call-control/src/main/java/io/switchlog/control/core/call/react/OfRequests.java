package io.switchlog.control.core.call.react;

import io.switchlog.control.core.call.state.Leg;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
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
