package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegReleased;
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
      case LegInput.Unanswered unanswered
          when leg.cseq() == unanswered.cseq() && !unanswered.method().equals("CANCEL") -> {
        Endings.ended(turn, leg.id(), unanswered.status(), unanswered.detail());
        yield turn.told();
      }
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
          LegInput.MayOffer _ ->
          input.unfit();
    };
  }

  private static Decision asked(Turn turn, Leg.Leaving leg, PeerMessage message, boolean hangsUp) {
    if (hangsUp) {
      Endings.hungUp(turn, leg.id(), message);
    } else {
      Answers.tell(turn, leg.id(), message, 481, Content.NONE);
    }
    return turn.told();
  }

  private static Decision cancelled(Turn turn, Leg.Leaving leg, LegInput.Replied replied) {
    Reply reply = replied.reply();
    if (!reply.method().equals("INVITE") || reply.cseq() != Invite.CSEQ) {
      return Decision.refused("a final response to the INVITE", reply.method());
    }
    if (reply.isSuccess()) {
      PendingInvite.answered(turn, leg, replied.edge());
      // RFC 3261 section 9.1: a CANCEL that came too late leaves a dialog to be ended.
      LateAnswers.release(turn, leg.id(), reply, leg.delayedOffer(), Endings.outcome(turn.call()));
    } else {
      Endings.ended(turn, leg.id(), reply.status(), reply.reason());
    }
    return turn.told();
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
    // RFC 3261 section 15.1.1: whatever the final response to a BYE, 481, 408 or none included, the
    // session is over.
    Endings.ended(turn, leg.id(), reply.status(), reply.reason());
    return turn.told();
  }
}
