package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.ImpossibleHistory;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.RequestAnswered;
import org.jspecify.annotations.Nullable;

/// Brings a call to its end: each leg by what its state asks for. The first outcome stands.
final class Endings {
  private Endings() {}

  /// Ends every leg that is not ending, with a reason of ours.
  static void release(Turn turn, Outcome outcome) {
    release(turn, outcome, null, Content.NONE);
  }

  /// As above; the caller who still waits for an answer gets this refusal's headers.
  static void release(Turn turn, Outcome outcome, Content refusal) {
    release(turn, outcome, null, refusal);
  }

  /// As above; the BYE or CANCEL of the other legs carries what came from the peer that ended it.
  static void releaseWith(Turn turn, Outcome outcome, Content farewell) {
    release(turn, outcome, farewell, Content.NONE);
  }

  private static void release(Turn turn, Outcome cause, @Nullable Content given, Content refusal) {
    Outcome outcome = asTold(turn.call(), cause);
    Content farewell = given == null || given.headers().isEmpty() ? reason(outcome) : given;
    answerPending(turn);
    for (Leg leg : turn.call().legs()) {
      switch (leg) {
        case Leg.Calling calling ->
            turn.tell(
                new CallerRefused(
                    calling.invite(),
                    refusalStatus(outcome),
                    OwnHeaders.phrase(refusalStatus(outcome)),
                    refusal,
                    outcome));
        case Leg.Dialing dialing ->
            turn.tell(
                new LegReleased(
                    dialing.id(),
                    LegReleased.How.CANCEL,
                    null,
                    false,
                    Content.NONE,
                    Invite.CSEQ,
                    farewell,
                    outcome,
                    turn.now().plus(Turn.TEARDOWN)));
        case Leg.Talking talking -> bye(turn, talking, farewell, outcome);
        case Leg.Leaving _, Leg.Gone _ -> {
          // On its way, or there.
        }
      }
    }
  }

  /// A caller that was answered was told 200, whatever ends its call later.
  private static Outcome asTold(ActiveCall call, Outcome outcome) {
    return call.caller() instanceof Leg.Calling || outcome.status() == 200
        ? outcome
        : new Outcome(outcome.cause(), outcome.by(), 200, outcome.text());
  }

  private static void bye(Turn turn, Leg.Talking leg, Content farewell, Outcome outcome) {
    // RFC 3261 section 15: the caller of a dialog may end it at once; a called side that waits for
    // an ACK would have to wait with its BYE, but a call that is over for one party is not held
    // open for the other.
    turn.tell(
        new LegReleased(
            leg.id(),
            LegReleased.How.BYE,
            null,
            leg.owesAck(),
            leg.offer() == null
                ? Content.NONE
                : RefusedOffer.in(turn.call(), leg.id(), leg.offer()),
            leg.dialog().nextCseq(),
            farewell,
            outcome,
            turn.now().plus(Turn.TEARDOWN)));
  }

  /// RFC 3261 section 15.1.2: what is pending when a dialog ends is answered with 487.
  private static void answerPending(Turn turn) {
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

  /// Legs whose BYE or CANCEL has no outcome count as over.
  static void giveUp(Turn turn) {
    for (Leg leg : turn.call().legs()) {
      if (leg instanceof Leg.Leaving leaving) {
        ended(turn, leaving.id(), 0, "nothing came within " + Turn.TEARDOWN.toSeconds() + " s");
      }
    }
  }

  /// A leg that was being ended is over.
  static void ended(Turn turn, LegId leg, int status, String text) {
    turn.tell(new LegEnded(leg, status, text, outcome(turn.call())));
  }

  /// The peer of a leg ends it, and with it the call.
  static void hungUp(Turn turn, LegId leg, PeerMessage bye) {
    Outcome before = turn.call().outcome();
    Outcome outcome =
        before != null ? before : new Outcome(EndCause.NORMAL, leg, 200, "leg " + leg + " hung up");
    answerPending(turn);
    turn.tell(new LegHungUp(leg, bye.request(), outcome));
    releaseWith(turn, outcome, Answers.headersOnly(bye.content()));
  }

  /// The caller gets a failure before any other leg came to be.
  static void refuse(Turn turn, EndCause cause, int status, String reason, Content content) {
    if (turn.call().caller() instanceof Leg.Calling caller) {
      turn.tell(
          new CallerRefused(
              caller.invite(), status, reason, content, new Outcome(cause, null, status, reason)));
    }
  }

  /// The caller offers what the exchange cannot carry (RFC 3261 section 21.4.26).
  static void refuseMedia(Turn turn) {
    refuse(turn, EndCause.REJECTED, 488, OwnHeaders.phrase(488), Content.NONE);
  }

  /// No media: a caller who waits may try again (RFC 3261 section 21.5.4).
  ///
  /// @param text in fixed words, for it stands in the journal
  static void mediaFailed(Turn turn, String text) {
    release(turn, new Outcome(EndCause.MEDIA_FAILED, null, 503, text), OwnHeaders.retryAfter(5));
  }

  /// How a call is ending that has a leg which is being ended.
  static Outcome outcome(ActiveCall call) {
    Outcome outcome = call.outcome();
    if (outcome == null) {
      throw new ImpossibleHistory("an outcome before a leg leaves", "none");
    }
    return outcome;
  }

  private static int refusalStatus(Outcome outcome) {
    return outcome.status() >= 300 ? outcome.status() : 480;
  }

  /// Why we end a leg, as RFC 3326 has it: ITU-T Q.850 causes where they say it best.
  static Content reason(Outcome outcome) {
    return switch (outcome.cause()) {
      case NORMAL -> OwnHeaders.reason(16, "Normal call clearing");
      case CANCELLED -> OwnHeaders.sipReason(487, "Request Terminated");
      case BUSY -> OwnHeaders.reason(17, outcome.text());
      case REJECTED -> OwnHeaders.reason(21, outcome.text());
      case NO_ANSWER -> OwnHeaders.reason(19, outcome.text());
      case NOT_FOUND -> OwnHeaders.reason(1, outcome.text());
      case UNAVAILABLE, INTERNAL_ERROR -> OwnHeaders.reason(41, outcome.text());
      case MEDIA_FAILED -> OwnHeaders.reason(47, outcome.text());
      case MAX_DURATION -> OwnHeaders.reason(102, outcome.text());
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

  /// What a final failure says of the called party.
  static EndCause causeOf(int status) {
    return switch (status) {
      case 486, 600 -> EndCause.BUSY;
      case 404, 410, 484, 604 -> EndCause.NOT_FOUND;
      case 408 -> EndCause.NO_ANSWER;
      case 480 -> EndCause.UNAVAILABLE;
      default -> status >= 500 && status < 600 ? EndCause.UNAVAILABLE : EndCause.REJECTED;
    };
  }
}
