package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.Unacknowledged;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.ProgressHeard;
import io.switchlog.schemas.event.Reliability;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.wire.sip.RAck;
import org.jspecify.annotations.Nullable;

/// Progress that a caller acknowledges (RFC 3262). The edge resends it until the PRACK is there,
/// one at a time, and holds back an answer that must not come before (section 3).
final class ReliableProgress {
  /// More than this does not wait for a PRACK at a time; what comes then is not waited for.
  private static final int MOST_UNHEARD = 32;

  /// Nor does more than this: where an edge is lost, all is told again in one decision.
  private static final int MOST_BYTES = 200_000;

  /// RFC 3262 section 3: the first number is anything up to 2^31 - 1, so that far below it what
  /// follows has room.
  private static final int FIRST_BELOW = 1_000_000;

  private ReliableProgress() {}

  /// The number of what the caller is told next; null where it is not to be acknowledged.
  ///
  /// Who can acknowledge is asked to where there is something to lose: a session description. Who
  /// insists acknowledges all.
  static @Nullable Long next(Turn turn, Content content) {
    if (!(turn.call().caller() instanceof Leg.Calling caller)
        || caller.invite().reliability() == null
        || caller.unheard().size() >= MOST_UNHEARD
        || bytes(caller) + content.length() > MOST_BYTES) {
      return null;
    }
    boolean waits =
        switch (caller.invite().reliability()) {
          case SUPPORTED -> !content.body().isEmpty() && isOfTheOnlyOne(turn.call());
          case REQUIRED -> true;
        };
    if (!waits) {
      return null;
    }
    return caller.latestRseq() > 0
        ? caller.latestRseq() + 1
        : 1 + Math.floorMod(turn.id().value().hashCode(), FIRST_BELOW);
  }

  private static boolean isOfTheOnlyOne(ActiveCall call) {
    return !(call.plan() instanceof Plan.Ring plan) || plan.isPlain();
  }

  private static long bytes(Leg.Calling caller) {
    return caller.unheard().stream().mapToLong(told -> told.content().length()).sum();
  }

  /// Whether a caller would take a description for the answer for good, while others ring that may
  /// answer with another one: what was acknowledged cannot be said again (RFC 3262 section 5).
  static boolean wouldBind(ActiveCall call, Plan.Ring plan) {
    return !plan.isPlain()
        && call.caller() instanceof Leg.Calling caller
        && caller.invite().reliability() == Reliability.REQUIRED;
  }

  /// A PRACK of a caller who waits.
  static void acknowledged(Turn turn, Leg.Calling leg, PeerMessage prack) {
    RAck rack = prack.acknowledged();
    if (rack == null || !isOf(rack, leg.invite()) || !leg.waitsFor(rack.rseq())) {
      // RFC 3262 section 3: one that matches nothing.
      Answers.tell(turn, leg.id(), prack, 481, Content.NONE);
    } else if (!leg.unheardSession(rack.rseq()).isEmpty() && turn.call().offering() != null) {
      Answers.tell(turn, leg.id(), prack, 200, Content.NONE);
      heard(turn, leg.id(), leg.invite(), prack, rack.rseq());
      DelayedOffers.answered(turn, leg.id(), prack);
    } else if (prack.describesSession()) {
      heard(turn, leg.id(), leg.invite(), prack, rack.rseq());
      offered(turn, leg.id(), prack);
    } else {
      Answers.tell(turn, leg.id(), prack, 200, Content.NONE);
      heard(turn, leg.id(), leg.invite(), prack, rack.rseq());
    }
  }

  /// RFC 3262 section 5: a PRACK may make another offer where the INVITE's has its answer. Where it
  /// has none the progress is heard all the same.
  private static void offered(Turn turn, LegId leg, PeerMessage prack) {
    if (turn.call().leg(leg) instanceof Leg.Calling now && now.agreement() != null) {
      EarlyOffers.taken(turn, leg, now.agreement(), prack);
    } else {
      Answers.tell(turn, leg, prack, 488, Content.NONE);
    }
  }

  /// One of a caller whose answer the edge holds back until it comes, or that has the answer.
  static void acknowledged(Turn turn, Leg.Talking leg, PeerMessage prack) {
    Unacknowledged answer = leg.unacknowledged();
    if (answer == null && !turn.call().isDialed(leg.id())) {
      // RFC 3262 section 3: to be answered for progress that the 2xx did not wait for, too, of
      // which nothing is kept past the ACK. A 481 would end the dialog of many a phone.
      Answers.tell(turn, leg.id(), prack, 200, Content.NONE);
      return;
    }
    RAck rack = prack.acknowledged();
    if (rack == null
        || answer == null
        || !isOf(rack, answer.invite())
        || !answer.unheard().contains(rack.rseq())) {
      // As above.
      Answers.tell(turn, leg.id(), prack, 481, Content.NONE);
      return;
    }
    // An offer in it comes too late: the answer that waits for the PRACK says what is agreed.
    Answers.tell(turn, leg.id(), prack, prack.describesSession() ? 488 : 200, Content.NONE);
    heard(turn, leg.id(), answer.invite(), prack, rack.rseq());
  }

  private static boolean isOf(RAck rack, PeerRequest invite) {
    return rack.cseq() == invite.cseq() && rack.method().equals("INVITE");
  }

  private static void heard(
      Turn turn, LegId leg, PeerRequest invite, PeerMessage prack, long rseq) {
    NodeId resending = invite.transaction().edge();
    boolean here = resending.equals(prack.request().transaction().edge());
    turn.tell(new ProgressHeard(leg, rseq, invite.transaction().key(), here ? null : resending));
  }

  /// RFC 3262 section 3: no PRACK came in 64*T1, so the INVITE is refused.
  static Decision unheard(Turn turn, Leg.Calling leg, LegInput.ProgressUnheard input) {
    if (!leg.invite().transaction().key().equals(input.transaction())
        || Acknowledgement.isStale(input.edge(), leg.invite())
        || !leg.waitsFor(input.rseq())) {
      return input.unfit();
    }
    return broke(turn, leg.id(), input.rseq());
  }

  /// The same where its answer was held back: the caller never got it.
  static Decision unheard(Turn turn, Leg.Talking leg, LegInput.ProgressUnheard input) {
    Unacknowledged answer = leg.unacknowledged();
    if (answer == null
        || !answer.invite().transaction().key().equals(input.transaction())
        || Acknowledgement.isStale(input.edge(), answer.invite())
        || !answer.unheard().contains(input.rseq())) {
      return input.unfit();
    }
    turn.tell(
        new RequestAnswered(
            leg.id(), answer.invite(), 504, OwnHeaders.phrase(504), null, Content.NONE, false));
    return broke(turn, leg.id(), input.rseq());
  }

  private static Decision broke(Turn turn, LegId leg, long rseq) {
    String text = "no PRACK from leg " + leg + " for progress " + rseq;
    turn.ask(new PlanInput.Broke(Endings.protocolError(leg, 504, text)));
    return turn.told();
  }
}
