package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.RequestReceived;

/// We end the leg, by BYE or by CANCEL, and wait for the outcome.
final class LeavingLeg {
  private LeavingLeg() {}

  static Decision decide(Turn turn, Leg.Leaving leg, LegInput input) {
    return switch (input) {
      case LegInput.Replied(Reply reply, NodeId _) when reply.status() < 200 -> input.unfit();
      case LegInput.Replied replied ->
          switch (leg.how()) {
            case CANCEL -> cancelled(turn, leg, replied);
            case BYE -> left(turn, leg, replied);
          };
      case LegInput.Unanswered unanswered when isOf(leg, unanswered) ->
          closed(turn, leg, unanswered.status(), unanswered.detail());
      case LegInput.Asked(PeerMessage message, RequestReceived request) -> {
        boolean hangsUp = message.method().equals("BYE");
        yield hangsUp || turn.allows(leg.id())
            ? asked(turn, leg, message, hangsUp)
            : turn.stateless().refusedForNow(request, 481);
      }
      // RFC 3261 section 9.1: a CANCEL has to match its INVITE's Via, so no heir can send it.
      case LegInput.EdgeLost(NodeId heir) -> {
        if (leg.how() == LegReleased.How.BYE) {
          turn.tell(new LegMoved(leg.id(), heir, null));
        }
        yield turn.told();
      }
      case LegInput.EdgeJoined(NodeId edge) -> {
        boolean restarted = leg.edge().equals(edge);
        boolean stranded = leg.how() == LegReleased.How.BYE && !turn.view().isLive(leg.edge());
        if (restarted || stranded || leg.elsewhere().contains(edge)) {
          turn.tell(new LegMoved(leg.id(), edge, null));
        }
        yield turn.told();
      }
      case LegInput.Unanswered _,
          LegInput.InvitedAgain _,
          LegInput.CalledOff _,
          LegInput.Withdrawn _,
          LegInput.Acknowledged _,
          LegInput.NotAcknowledged _,
          LegInput.MayOffer _,
          LegInput.SessionDue _,
          LegInput.ProgressUnheard _,
          LegInput.RangOut _,
          LegInput.ProgressDue _ ->
          input.unfit();
    };
  }

  private static boolean isOf(Leg.Leaving leg, LegInput.Unanswered unanswered) {
    return switch (leg.how()) {
      case CANCEL -> unanswered.method().equals("INVITE") && leg.isInvited(unanswered.cseq());
      case BYE -> unanswered.method().equals("BYE") && leg.cseq() == unanswered.cseq();
    };
  }

  private static Decision asked(Turn turn, Leg.Leaving leg, PeerMessage message, boolean hangsUp) {
    if (hangsUp) {
      turn.tell(new LegLeft(leg.id(), message.request()));
    } else {
      Answers.tell(turn, leg.id(), message, 481, Content.NONE);
    }
    return turn.told();
  }

  private static Decision cancelled(Turn turn, Leg.Leaving leg, LegInput.Replied replied) {
    Reply reply = replied.reply();
    if (!reply.method().equals("INVITE") || !leg.isInvited(reply.cseq())) {
      return Decision.refused("a final response to the INVITE", reply.method());
    }
    if (reply.isSuccess()) {
      PendingInvite.answered(turn, leg, replied.edge());
      // RFC 3261 section 9.1: a CANCEL that came too late leaves a dialog to be ended.
      Outcome outcome = turn.call().outcome();
      LateAnswers.dismiss(
          turn,
          leg,
          reply,
          leg.delayedOffer(),
          outcome == null ? leg.content() : Endings.reason(outcome));
      return turn.told();
    }
    return closed(turn, leg, reply.status(), reply.reason());
  }

  private static Decision closed(Turn turn, Leg.Leaving leg, int status, String text) {
    return turn.tell(new LegClosed(leg.id(), status, text)).told();
  }

  private static Decision left(Turn turn, Leg.Leaving leg, LegInput.Replied replied) {
    Reply reply = replied.reply();
    if (reply.method().equals("INVITE") && reply.isSuccess()) {
      String winner = leg.dialog() == null ? "" : leg.dialog().remoteTag();
      boolean delayedOffer = !leg.ackContent().body().isEmpty();
      return LateAnswers.repeated(turn, leg.id(), replied, winner, delayedOffer);
    }
    if (!reply.method().equals("BYE") || reply.cseq() != leg.cseq()) {
      return Decision.refused("a final response to the BYE", reply.method() + " " + reply.cseq());
    }
    if (Challenges.areAnswered(turn, leg, reply)) {
      return turn.told();
    }
    // RFC 3261 section 15.1.1: whatever the final response to a BYE, 481, 408 or none included, the
    // session is over.
    return closed(turn, leg, reply.status(), reply.reason());
  }
}
