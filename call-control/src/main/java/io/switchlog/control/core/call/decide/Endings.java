package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RequestAnswered;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Brings a call to its end: each leg by what its state asks for. The first outcome stands.
final class Endings {
  private Endings() {}

  /// The call ends: told once, and every leg that is not ending is ended, with a reason of ours.
  static void end(Turn turn, Outcome outcome) {
    end(turn, outcome, null, null);
  }

  /// As above; the BYE or CANCEL of the other legs carries what came from the peer that ended it.
  static void endWith(Turn turn, Outcome outcome, Content farewell) {
    end(turn, outcome, farewell, null);
  }

  /// As above; a caller who still waits for an answer gets this one.
  static void endRefusing(Turn turn, Outcome outcome, Refusal refusal) {
    end(turn, outcome, null, refusal);
  }

  /// What a caller who waits for an answer gets.
  ///
  /// @param status 300 to 699
  record Refusal(int status, String reason, Content content) {}

  private static void end(
      Turn turn, Outcome cause, @Nullable Content given, @Nullable Refusal refusal) {
    if (turn.call().isEnding()) {
      return;
    }
    Outcome outcome = asTold(turn.call(), cause);
    OwnSlot.leave(turn);
    turn.tell(new CallEnding(outcome));
    Content farewell = given == null ? reason(outcome) : HeaderLines.orElse(given, reason(outcome));
    answerPending(turn);
    for (Leg leg : turn.call().legs()) {
      switch (leg) {
        case Leg.Calling calling ->
            refuse(turn, calling, refusal == null ? refusal(outcome, Content.NONE) : refusal);
        case Leg.Dialing dialing -> cancel(turn, dialing, farewell);
        case Leg.Talking talking -> bye(turn, talking, farewell);
        case Leg.HandedOver over ->
            turn.tell(new LegClosed(over.id(), 0, "it went on in call " + over.to()));
        case Leg.Leaving _, Leg.Gone _ -> {
          // On its way, or there.
        }
      }
    }
  }

  private static void refuse(Turn turn, Leg.Calling leg, Refusal refusal) {
    turn.tell(
        new InviteRefused(
            leg.id(), leg.invite(), refusal.status(), refusal.reason(), refusal.content()));
  }

  private static Refusal refusal(Outcome outcome, Content content) {
    int status = outcome.status() >= 300 ? outcome.status() : 480;
    return new Refusal(status, OwnHeaders.phrase(status), content);
  }

  /// A called party shall ring no more.
  static void cancel(Turn turn, Leg.Dialing leg, Content farewell) {
    turn.tell(
        new LegDismissed(
            leg.id(),
            LegReleased.How.CANCEL,
            null,
            false,
            Content.NONE,
            leg.latestCseq(),
            farewell,
            turn.now().plus(Turn.TEARDOWN)));
  }

  /// A caller that was answered was told 200, whatever ends its call later.
  private static Outcome asTold(ActiveCall call, Outcome outcome) {
    if (call.isAnswered()) {
      return withStatus(outcome, 200);
    }
    // Of a call that has connected nobody yet, what a leg that talks came to is no success.
    return outcome.status() == 200 && call.caller() instanceof Leg.Talking
        ? withStatus(outcome, 480)
        : outcome;
  }

  private static Outcome withStatus(Outcome outcome, int status) {
    return outcome.status() == status
        ? outcome
        : new Outcome(outcome.cause(), outcome.by(), status, outcome.text());
  }

  /// A leg that talks is ended.
  static void bye(Turn turn, Leg.Talking leg, Content farewell) {
    // RFC 3261 section 15: the caller of a dialog may end it at once; a called side that waits for
    // an ACK would have to wait with its BYE, but a call that is over for one party is not held
    // open for the other.
    turn.tell(
        new LegDismissed(
            leg.id(),
            LegReleased.How.BYE,
            null,
            leg.owesAck(),
            leg.offer() == null
                ? Content.NONE
                : RefusedOffer.in(turn.call(), leg.id(), leg.offer()),
            leg.dialog().nextCseq(),
            farewell,
            turn.now().plus(Turn.TEARDOWN)));
  }

  /// RFC 3261 section 15.1.2: what is pending when a dialog ends is answered with 487.
  static void answerPending(Turn turn) {
    for (Exchange exchange : turn.call().exchanges()) {
      turn.tell(
          new RequestAnswered(
              exchange.asker(),
              exchange.request(),
              487,
              OwnHeaders.phrase(487),
              null,
              Content.NONE,
              false));
    }
  }

  /// Legs whose BYE or CANCEL has no outcome in time count as over.
  ///
  /// @param due when that time was
  static void giveUp(Turn turn, Instant due) {
    for (Leg leg : turn.call().legs()) {
      if (leg instanceof Leg.Leaving leaving && !leaving.closeBy().isAfter(due)) {
        String text = "nothing came within " + Turn.TEARDOWN.toSeconds() + " s";
        turn.tell(new LegClosed(leaving.id(), 0, text));
      }
    }
  }

  /// The caller's INVITE is refused for what it says, or for where it goes.
  static void refuse(Turn turn, EndCause cause, int status, String reason, Content content) {
    endRefusing(
        turn, new Outcome(cause, null, status, reason), new Refusal(status, reason, content));
  }

  /// The caller offers what the exchange cannot carry (RFC 3261 section 21.4.26).
  static void refuseMedia(Turn turn) {
    refuse(turn, EndCause.REJECTED, 488, OwnHeaders.phrase(488), Content.NONE);
  }

  /// No media: a caller who waits may try again (RFC 3261 section 21.5.4).
  ///
  /// @param text in fixed words, for it stands in the journal
  static void mediaFailed(Turn turn, String text) {
    Outcome outcome = new Outcome(EndCause.MEDIA_FAILED, null, 503, text);
    endRefusing(turn, outcome, refusal(outcome, OwnHeaders.retryAfter(5)));
  }

  /// The call ends with whoever parts from it: there is nobody else.
  static void endWith(Turn turn, PlanInput.Parting parting) {
    switch (parting) {
      case PlanInput.GaveUp(LegId _, Outcome outcome, Content farewell) ->
          endWith(turn, outcome, farewell);
      case PlanInput.Left(LegId leg, Content farewell) -> endWith(turn, hungUp(leg), farewell);
      case PlanInput.Declined(LegId _, int _, Outcome outcome) -> end(turn, outcome);
      case PlanInput.Broke(Outcome outcome) -> end(turn, outcome);
    }
  }

  /// A party hung up an answered call.
  static Outcome hungUp(LegId leg) {
    return new Outcome(EndCause.NORMAL, leg, 200, "leg " + leg + " hung up");
  }

  /// Why we end a leg, as RFC 3326 has it: ITU-T Q.850 causes where they say it best.
  static Content reason(Outcome outcome) {
    return switch (outcome.cause()) {
      case NORMAL, HANDED_OVER -> OwnHeaders.reason(16, "Normal call clearing");
      case CANCELLED -> OwnHeaders.sipReason(487, "Request Terminated");
      case BUSY -> OwnHeaders.reason(17, outcome.text());
      case REJECTED -> OwnHeaders.reason(21, outcome.text());
      case NO_ANSWER -> OwnHeaders.reason(19, outcome.text());
      case NOT_FOUND -> OwnHeaders.reason(1, outcome.text());
      case UNAVAILABLE, INTERNAL_ERROR -> OwnHeaders.reason(41, outcome.text());
      case MEDIA_FAILED -> OwnHeaders.reason(47, outcome.text());
      case MAX_DURATION, SESSION_EXPIRED -> OwnHeaders.reason(102, outcome.text());
      case PROTOCOL_ERROR -> OwnHeaders.reason(111, outcome.text());
      case NODE_LOST -> OwnHeaders.reason(38, outcome.text());
    };
  }

  static Outcome protocolError(@Nullable LegId by, int status, String text) {
    return new Outcome(EndCause.PROTOCOL_ERROR, by, status, text);
  }

  static Outcome mediaLost() {
    return mediaLost("media node lost");
  }

  static Outcome mediaLost(String text) {
    return new Outcome(EndCause.NODE_LOST, null, 503, text);
  }
}
