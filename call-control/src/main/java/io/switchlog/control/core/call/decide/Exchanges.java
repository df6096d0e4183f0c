package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.SessionInterval;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import io.switchlog.wire.sip.Methods;
import org.jspecify.annotations.Nullable;

/// Requests that pass from one dialog to the other, and their responses on the way back.
final class Exchanges {
  /// What waits for a response at a time: where an edge is lost, all is sent again in one decision.
  private static final int MOST_BYTES = 200_000;

  private Exchanges() {}

  /// Passes a request on; the asker is already found to be in order.
  static void pass(Turn turn, Leg.Talking asker, PeerMessage message) {
    ActiveCall call = turn.call();
    if (!(call.peerOf(asker.id()) instanceof Leg.Talking target)) {
      Answers.tell(turn, asker.id(), message, 500, OwnHeaders.retryAfter(1));
      return;
    }
    if (call.exchanges().size() >= ActiveCall.MOST_EXCHANGES
        || bytes(call) + message.content().length() > MOST_BYTES) {
      Answers.tell(turn, asker.id(), message, 500, OwnHeaders.retryAfter(5));
      return;
    }
    // Only INVITE and UPDATE make offers: what others carry is theirs (RFC 6337 section 2).
    boolean offers = message.describesSession() && Methods.shapesSession(message.method());
    Crossing crossing = Crossing.to(call, target.id(), message.content(), offers);
    if (crossing == null) {
      Answers.tell(turn, asker.id(), message, 488, Content.NONE);
      return;
    }
    turn.tell(
        new RequestPassed(
            asker.id(),
            message.request(),
            target.id(),
            target.dialog().nextCseq(),
            message.target(),
            Methods.shapesSession(message.method())
                ? SessionTimers.inRequest(target, crossing.content())
                : crossing.content(),
            crossing.audio()));
  }

  private static long bytes(ActiveCall call) {
    return call.exchanges().stream().mapToLong(exchange -> exchange.content().length()).sum();
  }

  /// A response on a leg that was answered.
  static Decision responded(Turn turn, Leg.Talking leg, Reply reply) {
    Exchange exchange = turn.call().exchangeTo(leg.id(), reply.cseq());
    if (exchange == null || !exchange.request().method().equals(reply.method())) {
      return Decision.refused(
          "a request that has no final response", reply.method() + " " + reply.cseq());
    }
    if (reply.status() < 200) {
      // The edge has answered the asker's INVITE with 100; more is not known to be wanted.
      return Decision.refused("a final response", Integer.toString(reply.status()));
    }
    if (reply.isSuccess()) {
      agreed(turn, exchange, reply);
    } else {
      failed(turn, exchange, reply.status(), reply.reason(), reply.content(), reply.uuid());
      if (reply.status() == 422 && turn.call().leg(leg.id()) instanceof Leg.Talking now) {
        SessionTimers.wantsLonger(turn, now, exchange.cseq(), reply.timing());
      }
    }
    return turn.told();
  }

  /// A request got no final response.
  static Decision unanswered(Turn turn, Leg.Talking leg, LegInput.Unanswered unanswered) {
    Exchange exchange = turn.call().exchangeTo(leg.id(), unanswered.cseq());
    if (exchange == null || !exchange.request().method().equals(unanswered.method())) {
      return unanswered.unfit();
    }
    int status = unanswered.status();
    failed(turn, exchange, status, OwnHeaders.phrase(status), Content.NONE, null);
    return turn.told();
  }

  private static void agreed(Turn turn, Exchange exchange, Reply reply) {
    boolean invite = reply.method().equals("INVITE");
    boolean offersNow = invite && exchange.content().body().isEmpty() && reply.describesSession();
    Crossing crossing =
        Crossing.to(
            turn.call(),
            exchange.asker(),
            reply.content(),
            reply.describesSession() && exchange.describesSession());
    boolean timed = Methods.shapesSession(reply.method());
    SessionInterval interval =
        timed && turn.call().leg(exchange.asker()) instanceof Leg.Talking asker
            ? SessionTimers.answer(turn.call(), asker.timer(), exchange.request())
            : SessionInterval.NONE;
    Content content = interval.in(crossing == null ? Content.NONE : crossing.content());
    Audio audio = crossing == null ? null : crossing.audio();
    turn.tell(
        new ResponsePassed(
            exchange.target(),
            exchange.cseq(),
            exchange.asker(),
            exchange.request(),
            reply.status(),
            reply.reason(),
            timed ? reply.target() : null,
            content,
            invite && !offersNow,
            offersNow ? audio : null,
            reply.uuid()));
    if (timed) {
      SessionTimers.refreshed(turn, exchange.target(), reply);
      SessionTimers.answered(turn, exchange.asker(), exchange.request(), interval);
    }
    // Only now does the offer hold: a refused one leaves the session as it was (RFC 3261 section
    // 14.1).
    if (exchange.offered() != null && audio != null) {
      MediaPlans.agreed(turn, exchange.asker(), exchange.offered(), exchange.target(), audio, true);
      Holds.tell(turn, exchange.asker(), exchange.offered());
    }
  }

  private static void failed(
      Turn turn,
      Exchange exchange,
      int status,
      String reason,
      Content content,
      @Nullable String uuid) {
    int passed = passed(status);
    String phrase = passed == status ? reason : OwnHeaders.phrase(passed);
    turn.tell(
        new ResponsePassed(
            exchange.target(),
            exchange.cseq(),
            exchange.asker(),
            exchange.request(),
            passed,
            phrase,
            null,
            passed == status ? content : status == 422 ? OwnHeaders.retryAfter(1) : Content.NONE,
            false,
            null,
            uuid));
    String method = exchange.request().method();
    if (isOfTheSession(method) && Glare.endsDialog(status)) {
      LegId leg = exchange.target();
      String text = "leg " + leg + " answered " + method + " with " + status;
      turn.ask(new PlanInput.Broke(new Outcome(EndCause.UNAVAILABLE, leg, 200, text)));
    }
  }

  /// What the asker hears of a failure: not what is about the other dialog alone.
  private static int passed(int status) {
    if (status < 400) {
      return 480;
    }
    return switch (status) {
      // The challenge is for us.
      case 401, 407 -> 403;
      // It is about the timer that we put into it.
      case 422 -> 500;
      default -> status;
    };
  }

  /// Whether the request is part of the session. One that is not may be in a dialog that the
  /// session shares with other uses, and its failure ends only those (RFC 5057 section 5.1).
  private static boolean isOfTheSession(String method) {
    return switch (method) {
      case "MESSAGE", "NOTIFY", "REFER" -> false;
      default -> true;
    };
  }
}
