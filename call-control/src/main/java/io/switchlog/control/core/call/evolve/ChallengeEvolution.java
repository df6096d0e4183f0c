package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.dialog.AuthorizedRequest;
import io.switchlog.control.core.dialog.ForkBye;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.wire.sip.Methods;
import org.jspecify.annotations.Nullable;

/// The part of the fold that is about requests that bear credentials, or were challenged.
final class ChallengeEvolution {
  private ChallengeEvolution() {}

  static ActiveCall challenged(ActiveCall call, RequestChallenged event) {
    LegCredentials credentials = call.credentials(event.leg());
    if (credentials == null) {
      throw new ImpossibleHistory("a leg with credentials", "leg " + event.leg() + " without");
    }
    ActiveCall after = call.with(event.leg(), credentials.answering(event));
    if (event.fork() != null) {
      return sending(after, event.leg(), event.again(), event.fork(), null);
    }
    return switch (Legs.leg(call, event.leg())) {
      case Leg.Dialing leg -> {
        Content content = leg.invite().content();
        yield sending(
            after.with(LegEvolution.again(leg, event.again(), content)),
            leg.id(),
            Methods.INVITE,
            event.again(),
            content);
      }
      case Leg.Talking leg -> talking(after, leg, event);
      case Leg.Leaving leg ->
          sending(
              after.with(leg.sendingAgain(event.again())),
              leg.id(),
              Methods.BYE,
              event.again(),
              leg.content());
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ ->
          throw new ImpossibleHistory(
              "a leg that was asked something", Legs.name(Legs.leg(call, event.leg())));
    };
  }

  private static ActiveCall talking(ActiveCall call, Leg.Talking before, RequestChallenged event) {
    Leg.Talking leg = before.withDialog(before.dialog().afterSending(event.again()));
    Exchange exchange = call.exchangeTo(leg.id(), event.cseq());
    if (exchange != null) {
      ActiveCall after =
          call.with(leg)
              .mapExchanges(each -> each.equals(exchange) ? each.numbered(event.again()) : each);
      return sending(
          after, leg.id(), exchange.request().method(), event.again(), exchange.content());
    }
    OurSession.Reoffer reoffer = leg.session().open();
    if (reoffer != null && reoffer.cseq() == event.cseq()) {
      ActiveCall after = call.with(leg.withSession(leg.session().reofferingAs(event.again())));
      return sending(after, leg.id(), Methods.INVITE, event.again(), reoffer.content());
    }
    SessionTimer timer = leg.timer();
    if (timer != null && timer.open() != null && timer.open().cseq() == event.cseq()) {
      Content content = timer.open().content();
      ActiveCall after =
          call.with(leg.timedBy(timer.sending(new SessionTimer.Update(event.again(), content))));
      return sending(after, leg.id(), Methods.UPDATE, event.again(), content);
    }
    throw new ImpossibleHistory("an open request with number " + event.cseq(), "none");
  }

  /// A request in the leg's own dialog, or the INVITE that opens it, is sent.
  ///
  /// @param call after what the event makes true otherwise
  /// @param content what the request carries
  static ActiveCall sending(ActiveCall call, LegId id, String method, long cseq, Content content) {
    String uri =
        switch (Legs.leg(call, id)) {
          case Leg.Dialing leg -> leg.invite().uri();
          case Leg.Talking leg -> Writing.requestUri(leg.dialog());
          case Leg.Leaving _, Leg.Calling _, Leg.HandedOver _, Leg.Gone _ -> "";
        };
    return sending(
        call,
        id,
        cseq,
        null,
        method.equals(Methods.INVITE) ? new AuthorizedRequest.Covered(uri, content.body()) : null);
  }

  /// A BYE of ours, where the leg is ended by one.
  static ActiveCall dismissed(ActiveCall call, LegDismissed event) {
    return event.how() == LegReleased.How.BYE
        ? sending(call, event.leg(), Methods.BYE, event.cseq(), event.content())
        : call;
  }

  /// A party that answered besides another is sent a BYE.
  static ActiveCall released(ActiveCall call, ExtraAnswerReleased event) {
    LegCredentials credentials = call.credentials(event.leg());
    if (credentials == null) {
      return call;
    }
    long cseq = event.byeCseq() == null ? event.cseq() + 1 : event.byeCseq();
    ActiveCall after = call.with(event.leg(), credentials.releasing(event, cseq));
    return sending(after, event.leg(), cseq, event.dialog().remoteTag(), null);
  }

  private static ActiveCall sending(
      ActiveCall call,
      LegId id,
      long cseq,
      @Nullable String fork,
      AuthorizedRequest.@Nullable Covered invite) {
    LegCredentials credentials = call.credentials(id);
    return credentials == null
        ? call
        : call.with(
            id, credentials.sending(cseq, fork, invite).keeping(each -> mayBeSent(call, id, each)));
  }

  /// Whether a request may be sent or challenged again: what is known of others is forgotten.
  private static boolean mayBeSent(ActiveCall call, LegId id, AuthorizedRequest request) {
    LegCredentials credentials = call.credentials(id);
    if (request.fork() != null) {
      ForkBye bye = credentials == null ? null : credentials.fork(request.fork());
      return bye != null && bye.cseq() == request.cseq();
    }
    long cseq = request.cseq();
    return switch (Legs.leg(call, id)) {
      case Leg.Dialing leg ->
          leg.invite().cseq() == cseq
              || leg.dialogs().acknowledged().stream()
                  .anyMatch(progress -> progress.cseq() == cseq);
      case Leg.Talking leg -> {
        OurSession.Reoffer reoffer = leg.session().open();
        SessionTimer.Update update = leg.timer() == null ? null : leg.timer().open();
        yield call.exchangeTo(id, cseq) != null
            || (reoffer != null && reoffer.cseq() == cseq)
            || (update != null && update.cseq() == cseq);
      }
      case Leg.Leaving leg -> leg.cseq() == cseq;
      case Leg.Calling _, Leg.HandedOver _, Leg.Gone _ -> false;
    };
  }
}
