package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.RequestChallenged;

/// The part of the fold that is about requests that were challenged.
final class ChallengeEvolution {
  private ChallengeEvolution() {}

  static ActiveCall challenged(ActiveCall call, RequestChallenged event) {
    LegCredentials credentials = call.credentials(event.leg());
    if (credentials == null) {
      throw new ImpossibleHistory("a leg with credentials", "leg " + event.leg() + " without");
    }
    ActiveCall after = sentAgain(call.with(event.leg(), credentials.answering(event)), event);
    return withoutThoseOver(after, event.leg());
  }

  private static ActiveCall sentAgain(ActiveCall call, RequestChallenged event) {
    return switch (Legs.leg(call, event.leg())) {
      case Leg.Dialing leg ->
          call.with(LegEvolution.again(leg, event.again(), leg.invite().content()));
      case Leg.Talking leg -> talking(call, leg, event);
      case Leg.Leaving leg -> call.with(leg.sendingAgain(event.again()));
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ ->
          throw new ImpossibleHistory(
              "a leg that was asked something", Legs.name(Legs.leg(call, event.leg())));
    };
  }

  private static ActiveCall talking(ActiveCall call, Leg.Talking before, RequestChallenged event) {
    Leg.Talking leg = before.withDialog(before.dialog().afterSending(event.again()));
    Exchange exchange = call.exchangeTo(leg.id(), event.cseq());
    if (exchange != null) {
      return call.with(leg)
          .mapExchanges(each -> each.equals(exchange) ? each.numbered(event.again()) : each);
    }
    OurSession.Reoffer reoffer = leg.session().open();
    if (reoffer != null && reoffer.cseq() == event.cseq()) {
      return call.with(leg.withSession(leg.session().reofferingAs(event.again())));
    }
    SessionTimer timer = leg.timer();
    if (timer != null && timer.open() != null && timer.open().cseq() == event.cseq()) {
      return call.with(
          leg.timedBy(
              timer.sending(new SessionTimer.Update(event.again(), timer.open().content()))));
    }
    throw new ImpossibleHistory("an open request with number " + event.cseq(), "none");
  }

  /// Requests of a leg that have an outcome are not challenged any more, and not sent again: so
  /// what is known of them is no more than what is open.
  private static ActiveCall withoutThoseOver(ActiveCall call, LegId id) {
    LegCredentials credentials = call.credentials(id);
    return credentials == null
        ? call
        : call.with(id, credentials.keeping(each -> isOpen(call, Legs.leg(call, id), each.cseq())));
  }

  private static boolean isOpen(ActiveCall call, Leg leg, long cseq) {
    return switch (leg) {
      case Leg.Dialing dialing -> dialing.invite().cseq() == cseq;
      case Leg.Talking talking -> {
        OurSession.Reoffer reoffer = talking.session().open();
        SessionTimer.Update update = talking.timer() == null ? null : talking.timer().open();
        yield call.exchangeTo(leg.id(), cseq) != null
            || (reoffer != null && reoffer.cseq() == cseq)
            || (update != null && update.cseq() == cseq);
      }
      case Leg.Leaving leaving -> leaving.cseq() == cseq;
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ -> false;
    };
  }
}
