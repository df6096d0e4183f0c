package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.SessionTiming;

/// Requests inside the dialog of a leg that talks: BYE, re-INVITE, UPDATE, those that the call's
/// rule has a say in, OPTIONS, and those we do not know.
final class Requests {
  private Requests() {}

  static Decision received(Turn turn, Leg.Talking leg, LegInput.Asked asked) {
    PeerMessage message = asked.message();
    if (!message.remoteTag().equals(leg.dialog().remoteTag())) {
      return turn.stateless().requested(asked.input());
    }
    if (isWaiting(turn.call(), leg.id(), message)) {
      return Decision.refused("a request once", "it came again before its answer");
    }
    boolean inOrder = leg.dialog().isInOrder(message.request().cseq());
    // A peer may end its leg whatever it did before.
    if (!turn.allows(leg.id()) && !(message.method().equals("BYE") && inOrder)) {
      return turn.stateless().refusedForNow(asked.input(), 500);
    }
    if (!inOrder) {
      // RFC 3261 section 12.2.2.
      Answers.tell(turn, leg.id(), message, 500, Content.NONE);
    } else if (message.requiresUnknown() && !message.method().equals("BYE")) {
      // RFC 3261 section 8.2.2.3.
      Answers.tell(turn, leg.id(), message, 420, Content.NONE);
    } else if (SessionTimers.isTooBrief(message.request().timing())) {
      Answers.tell(turn, leg.id(), message, 422, SessionTimers.least());
    } else {
      taken(turn, leg, message);
    }
    return turn.told();
  }

  /// Whether the request is passed on already: its retransmission reached another edge.
  private static boolean isWaiting(ActiveCall call, LegId leg, PeerMessage message) {
    for (Exchange exchange : call.exchanges()) {
      if (exchange.asker().equals(leg)
          && exchange.request().cseq() == message.request().cseq()
          && exchange.request().method().equals(message.method())) {
        return true;
      }
    }
    return false;
  }

  private static void taken(Turn turn, Leg.Talking leg, PeerMessage message) {
    switch (message.method()) {
      case "BYE" ->
          turn.tell(new LegLeft(leg.id(), message.request()))
              .ask(new PlanInput.Left(leg.id(), Answers.headersOnly(message.content())));
      case "INVITE" -> offered(turn, leg, message);
      case "PRACK" -> ReliableProgress.acknowledged(turn, leg, message);
      case "UPDATE" -> updated(turn, leg, message);
      case "INFO", "MESSAGE", "NOTIFY", "REFER" -> ByPolicy.received(turn, leg, message);
      default -> Answers.others(turn, leg.id(), message);
    }
  }

  private static void updated(Turn turn, Leg.Talking leg, PeerMessage message) {
    if (message.describesSession()) {
      offered(turn, leg, message);
    } else if (turn.call().isAlone(leg.id()) || isRefresh(message)) {
      OwnAnswers.refreshed(turn, leg, message);
    } else {
      Exchanges.pass(turn, leg, message);
    }
  }

  /// Whether an UPDATE without an offer is about the leg's own timer, which ends here. Another one
  /// may say who is talking now, which is for the other leg.
  private static boolean isRefresh(PeerMessage message) {
    SessionTiming said = message.request().timing();
    return said != null && said.seconds() > 0;
  }

  private static void offered(Turn turn, Leg.Talking leg, PeerMessage message) {
    if (!message.content().body().isEmpty() && !message.describesSession()) {
      Answers.tell(turn, leg.id(), message, 415, OwnHeaders.acceptable());
      return;
    }
    int glare = Glare.status(turn.call(), leg);
    if (glare != 0) {
      Content content = glare == 500 ? Answers.afterBackOff(turn) : Content.NONE;
      Answers.tell(turn, leg.id(), message, glare, content);
    } else if (turn.call().isAlone(leg.id())) {
      OwnAnswers.reoffered(turn, leg, message);
    } else {
      Exchanges.pass(turn, leg, message);
    }
  }
}
