package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.schemas.event.RequestChallenged;

/// The part of the fold that is about requests that were challenged.
final class ChallengeEvolution {
  private ChallengeEvolution() {}

  static ActiveCall challenged(ActiveCall call, RequestChallenged event) {
    LegCredentials credentials = call.credentials(event.leg());
    if (credentials == null) {
      throw new ImpossibleHistory("a leg with credentials", "leg " + event.leg() + " without");
    }
    ActiveCall after = call.with(event.leg(), credentials.answering(event));
    return switch (Legs.leg(call, event.leg())) {
      case Leg.Dialing leg ->
          after.with(LegEvolution.again(leg, event.again(), leg.invite().content()));
      case Leg.Talking leg -> talking(after, leg, event);
      case Leg.Leaving leg -> after.with(leg.sendingAgain(event.again()));
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
}
