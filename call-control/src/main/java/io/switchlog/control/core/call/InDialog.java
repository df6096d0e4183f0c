package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.Abilities;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.inbox.RequestReceived;

/// Requests inside a dialog: BYE, re-INVITE, UPDATE, INFO, OPTIONS, and those we do not know.
final class InDialog {
  private InDialog() {}

  static Decision requested(Turn turn, RequestReceived input) {
    PeerMessage message =
        Reading.request(input.transaction(), input.message(), turn.token(input.leg()));
    if (message == null) {
      return Turn.refused("a valid request", "another message");
    }
    Leg leg = turn.call().leg(input.leg());
    if (leg == null || isOfAnotherDialog(leg, message)) {
      return turn.stateless().requested(input);
    }
    if (isWaiting(turn.call(), leg.id(), message)) {
      return Turn.refused("a request once", "it came again before its answer");
    }
    if (leg instanceof Leg.Gone gone && input.transaction().key().equals(gone.bye())) {
      return turn.stateless().hungUpAgain(input);
    }
    if (!turn.allows(leg.id()) && !hangsUp(leg, message)) {
      boolean hasDialog = leg instanceof Leg.Talking || leg instanceof Leg.Calling;
      return turn.stateless().refusedForNow(input, hasDialog ? 500 : 481);
    }
    switch (leg) {
      case Leg.Talking talking -> talking(turn, talking, message);
      case Leg.Calling calling -> early(turn, calling, message);
      case Leg.Dialing dialing -> {
        // RFC 3311 section 5.2: our offer is not answered. All else has no dialog to be in yet.
        int status = message.method().equals("UPDATE") ? 491 : 481;
        answer(turn, dialing.id(), message, status, Content.NONE);
      }
      case Leg.Leaving leaving -> {
        if (message.method().equals("BYE")) {
          hungUp(turn, leaving.id(), message);
        } else {
          answer(turn, leaving.id(), message, 481, Content.NONE);
        }
      }
      case Leg.Gone gone -> answer(turn, gone.id(), message, 481, Content.NONE);
    }
    return turn.done();
  }

  private static boolean isOfAnotherDialog(Leg leg, PeerMessage message) {
    return leg instanceof Leg.Talking talking
        && !message.remoteTag().equals(talking.dialog().remoteTag());
  }

  /// Whether the request ends its leg, which a peer may do whatever it did before.
  private static boolean hangsUp(Leg leg, PeerMessage message) {
    return message.method().equals("BYE")
        && switch (leg) {
          case Leg.Talking talking -> talking.dialog().isInOrder(message.request().cseq());
          case Leg.Calling _, Leg.Leaving _ -> true;
          case Leg.Dialing _, Leg.Gone _ -> false;
        };
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

  private static void talking(Turn turn, Leg.Talking leg, PeerMessage message) {
    if (!leg.dialog().isInOrder(message.request().cseq())) {
      // RFC 3261 section 12.2.2.
      answer(turn, leg.id(), message, 500, Content.NONE);
      return;
    }
    if (message.requiresUnknown() && !message.method().equals("BYE")) {
      answer(turn, leg.id(), message, 420, Content.NONE);
      return;
    }
    switch (message.method()) {
      case "BYE" -> hungUp(turn, leg.id(), message);
      case "INVITE" -> offered(turn, leg, message);
      case "UPDATE" -> {
        if (message.describesSession()) {
          offered(turn, leg, message);
        } else {
          passOrAnswer(turn, leg, message);
        }
      }
      case "INFO" -> passOrAnswer(turn, leg, message);
      default -> others(turn, leg.id(), message);
    }
  }

  private static void offered(Turn turn, Leg.Talking leg, PeerMessage message) {
    if (!message.content().body().isEmpty() && !message.describesSession()) {
      answer(turn, leg.id(), message, 415, Abilities.acceptable());
      return;
    }
    int glare = Exchanges.glare(turn.call(), leg);
    if (glare != 0) {
      Content content = glare == 500 ? Abilities.retryAfter(backOff(turn)) : Content.NONE;
      answer(turn, leg.id(), message, glare, content);
    } else if (Exchanges.isAlone(turn.call(), leg.id())) {
      OwnAnswers.reoffered(turn, leg, message);
    } else {
      Exchanges.pass(turn, leg, message);
    }
  }

  /// RFC 3261 section 14.2 wants a random number of seconds from 0 to 10: one that differs from
  /// call to call does the same.
  private static int backOff(Turn turn) {
    return Math.floorMod(turn.id().value().hashCode(), 11);
  }

  private static void passOrAnswer(Turn turn, Leg.Talking leg, PeerMessage message) {
    if (Exchanges.isAlone(turn.call(), leg.id())) {
      answer(turn, leg.id(), message, 200, Content.NONE);
    } else {
      Exchanges.pass(turn, leg, message);
    }
  }

  private static void others(Turn turn, LegId leg, PeerMessage message) {
    if (message.method().equals("OPTIONS")) {
      // RFC 3261 section 11.2.
      answer(turn, leg, message, 200, Abilities.capabilities());
    } else {
      answer(turn, leg, message, message.known() ? 405 : 501, Abilities.allowed());
    }
  }

  /// What the caller asks before its INVITE is answered.
  private static void early(Turn turn, Leg.Calling leg, PeerMessage message) {
    switch (message.method()) {
      case "BYE" -> {
        // RFC 3261 section 15: a caller may end an early dialog by BYE; its INVITE gets 487.
        answer(turn, leg.id(), message, 200, Content.NONE);
        Teardown.releaseWith(
            turn,
            new Outcome(EndCause.CANCELLED, leg.id(), 487, "the caller gave up"),
            message.content());
      }
      // RFC 3311 section 5.2: the offer in the INVITE is not answered.
      case "UPDATE", "INVITE", "INFO" ->
          answer(turn, leg.id(), message, 500, Abilities.retryAfter(backOff(turn)));
      default -> others(turn, leg.id(), message);
    }
  }

  private static void hungUp(Turn turn, LegId leg, PeerMessage message) {
    Outcome before = turn.call().outcome();
    Outcome outcome =
        before != null ? before : new Outcome(EndCause.NORMAL, leg, 200, "leg " + leg + " hung up");
    Teardown.answerPending(turn);
    turn.tell(new LegHungUp(leg, message.request(), outcome));
    Teardown.releaseWith(turn, outcome, withoutBody(message.content()));
  }

  private static Content withoutBody(Content content) {
    return content.body().isEmpty() ? content : Content.NONE;
  }

  /// An answer of our own that refreshes nothing.
  static void answer(Turn turn, LegId leg, PeerMessage message, int status, Content content) {
    turn.tell(
        new RequestAnswered(
            leg, message.request(), status, Abilities.phrase(status), null, content, false));
  }
}
