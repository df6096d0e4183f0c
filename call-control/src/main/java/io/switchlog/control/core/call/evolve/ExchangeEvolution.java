package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The part of the fold that is about requests inside the dialogs.
final class ExchangeEvolution {
  private ExchangeEvolution() {}

  static ActiveCall passed(ActiveCall call, RequestPassed passed) {
    Leg.Talking target = Legs.talking(call, passed.target());
    Exchange exchange =
        new Exchange(
            passed.leg(),
            passed.request(),
            passed.target(),
            passed.cseq(),
            passed.content(),
            passed.offered(),
            false);
    ActiveCall after =
        received(call, passed.leg(), passed.request(), passed.refreshedTarget())
            .with(
                target
                    .withDialog(target.dialog().afterSending(passed.cseq()))
                    .withSession(
                        exchange.offers()
                            ? target.session().offering(passed.content().body())
                            : target.session()))
            .withExchange(exchange);
    // Whoever offers next goes before an offer of ours that waits.
    return exchange.excludesOffers() ? MediaEvolution.withoutReofferTimers(after) : after;
  }

  static ActiveCall passedBack(ActiveCall call, ResponsePassed passed, Instant at) {
    Exchange exchange = call.exchangeTo(passed.leg(), passed.cseq());
    if (exchange == null) {
      throw new ImpossibleHistory("a request with number " + passed.cseq(), "none");
    }
    ActiveCall after = call.withoutExchange(exchange);
    if (passed.status() >= 300) {
      return after;
    }
    Leg.Talking answering = Legs.talking(call, passed.leg());
    Leg.Talking asking = Legs.talking(call, passed.asker());
    if (exchange.offers() && !passed.content().body().isEmpty()) {
      answering = answering.withSession(answering.session().agreeing(exchange.content().body()));
    }
    if (passed.refreshedTarget() != null) {
      answering =
          answering.withDialog(answering.dialog().withRemoteTarget(passed.refreshedTarget()));
    }
    if (isInvite(passed.request())) {
      boolean offers = !passed.acknowledged();
      answering =
          answering.withAnsweredInvite(passed.cseq(), offers ? passed.content().body() : null, at);
      asking =
          asking.withUnacknowledged(
              new Unacknowledged(
                  passed.request(),
                  passed.status(),
                  passed.reason(),
                  passed.content(),
                  offers,
                  offers ? passed.offered() : null));
    }
    if (exchange.describesSession()) {
      asking = asking.afterSession(passed.content().body());
    }
    return after.with(answering).with(asking);
  }

  static ActiveCall requestAnswered(ActiveCall call, RequestAnswered answered) {
    PeerRequest request = answered.request();
    String key = request.transaction().key();
    for (Exchange exchange : call.exchanges()) {
      if (exchange.asker().equals(answered.leg())
          && exchange.request().transaction().key().equals(key)) {
        return call.withoutExchange(exchange);
      }
    }
    ActiveCall after = received(call, answered.leg(), request, answered.refreshedTarget());
    if (answered.status() >= 300) {
      return after;
    }
    if (!(after.leg(answered.leg()) instanceof Leg.Talking talking)) {
      return early(after, answered);
    }
    Leg.Talking leg = talking.afterSession(answered.content().body());
    if (!answered.content().body().isEmpty()) {
      after = after.disarm(new CallTimer.Reoffer(leg.id()));
    }
    if (isInvite(request)) {
      leg =
          leg.withUnacknowledged(
              new Unacknowledged(
                  request,
                  answered.status(),
                  answered.reason(),
                  answered.content(),
                  answered.offers(),
                  null));
    }
    return after.with(leg);
  }

  /// An offer in an early dialog was answered (RFC 3311 section 5.2, RFC 3262 section 5).
  private static ActiveCall early(ActiveCall call, RequestAnswered answered) {
    Bytes body = answered.content().body();
    if (body.isEmpty()) {
      return call;
    }
    return switch (Legs.leg(call, answered.leg())) {
      case Leg.Calling leg when leg.agreement() != null ->
          call.with(leg.agreeing(leg.agreement().answering(body)));
      case Leg.Dialing leg ->
          call.with(
              leg.with(
                  leg.dialogs()
                      .answering(
                          Reading.senderTag(answered.request()), body, answered.request().cseq())));
      case Leg.Calling _, Leg.Talking _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> call;
    };
  }

  /// A request came: its number counts, the leg lives where it arrived, its Contact is the target.
  private static ActiveCall received(
      ActiveCall call, LegId id, PeerRequest request, @Nullable String target) {
    // An answered CANCEL has the number of an INVITE and moves nothing.
    if (request.method().equals("CANCEL")) {
      return call;
    }
    return switch (Legs.leg(call, id)) {
      case Leg.Talking leg -> {
        Dialog dialog = received(call, leg.dialog(), request);
        yield call.with(
            leg.withDialog(target == null ? dialog : dialog.withRemoteTarget(target))
                .onEdge(request.transaction().edge()));
      }
      case Leg.Calling leg -> {
        Dialog dialog = received(call, leg.dialog(), request);
        yield call.with(leg.withDialog(target == null ? dialog : dialog.withRemoteTarget(target)));
      }
      case Leg.Dialing _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> call;
    };
  }

  /// RFC 5626 section 4.2: its latest request says which way it can be reached; one that came late,
  /// or that somebody says again from elsewhere, does not.
  private static Dialog received(ActiveCall call, Dialog dialog, PeerRequest request) {
    Dialog later = dialog.afterReceiving(request.cseq());
    return call.dialect().followsNewRequestsAlone() && !dialog.isInOrder(request.cseq())
        ? later
        : later.over(request.transaction().over(), Reading.sentBy(request.transaction()));
  }

  static ActiveCall requestCancelled(ActiveCall call, RequestCancelled cancelled) {
    return call.mapExchanges(exchange ->
        exchange.target().equals(cancelled.leg()) && exchange.cseq() == cancelled.cseq()
            ? exchange.asCancelled()
            : exchange);
  }

  private static boolean isInvite(PeerRequest request) {
    return request.method().equals("INVITE");
  }
}
