package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Exchange;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.RequestCancelled;

/// The leg was answered: its dialog is confirmed, or will be by the ACK.
final class TalkingLeg {
  private TalkingLeg() {}

  static Decision decide(Turn turn, Leg.Talking leg, LegInput input) {
    return switch (input) {
      case LegInput.Asked asked -> Requests.received(turn, leg, asked);
      case LegInput.Withdrawn withdrawn -> withdrawn(turn, leg, withdrawn);
      case LegInput.Acknowledged acknowledged -> Acknowledgement.received(turn, leg, acknowledged);
      case LegInput.NotAcknowledged missing -> Acknowledgement.missing(turn, leg, missing);
      case LegInput.Replied replied -> replied(turn, leg, replied);
      case LegInput.Unanswered unanswered -> unanswered(turn, leg, unanswered);
      case LegInput.MayOffer _ -> Reoffers.again(turn, leg);
      case LegInput.ProgressUnheard unheard -> ReliableProgress.unheard(turn, leg, unheard);
      case LegInput.SessionDue _ -> SessionTimers.due(turn, leg);
      case LegInput.EdgeLost(NodeId heir) -> turn.tell(new LegMoved(leg.id(), heir, null)).told();
      case LegInput.EdgeJoined(NodeId edge) -> {
        boolean restarted = leg.edge().equals(edge) && isOwedSomething(turn.call(), leg);
        // Its edge died while no other one lived.
        boolean stranded = !turn.view().isLive(leg.edge());
        if (restarted || stranded) {
          turn.tell(new LegMoved(leg.id(), edge, null));
        }
        yield turn.told();
      }
      case LegInput.InvitedAgain _,
          LegInput.CalledOff _,
          LegInput.RangOut _,
          LegInput.ProgressDue _ ->
          input.unfit();
    };
  }

  private static Decision withdrawn(Turn turn, Leg.Talking leg, LegInput.Withdrawn withdrawn) {
    if (!withdrawn.isAnswered()) {
      // RFC 3261 section 9.2: 200 whether or not it still has an effect.
      Answers.tell(turn, leg.id(), withdrawn.cancel(), 200, Content.NONE);
    }
    Exchange exchange = withdrawn.exchange();
    Content reason = Answers.headersOnly(withdrawn.cancel().content());
    turn.tell(
        new RequestCancelled(
            exchange.target(),
            exchange.cseq(),
            HeaderLines.orElse(reason, OwnHeaders.sipReason(487, "Request Terminated"))));
    return turn.told();
  }

  private static Decision replied(Turn turn, Leg.Talking leg, LegInput.Replied replied) {
    Reply reply = replied.reply();
    if (Challenges.areAnswered(turn, leg, reply)) {
      return turn.told();
    }
    boolean invite = reply.method().equals("INVITE");
    OurSession.Reoffer open = leg.session().open();
    if (open != null && invite && open.cseq() == reply.cseq()) {
      return Reoffers.responded(turn, leg, open, reply);
    }
    if (SessionTimers.isRefresh(leg, reply.method(), reply.cseq())) {
      return SessionTimers.responded(turn, leg, reply);
    }
    if (invite && reply.isSuccess() && isFirstOrAnswered(turn.call(), leg, reply)) {
      return leg.owesAck() && reply.remoteTag().equals(leg.dialog().remoteTag())
          ? Decision.refused("an answer once", "it came again before its ACK")
          : LateAnswers.repeated(
              turn, leg.id(), replied, leg.dialog().remoteTag(), leg.wasDelayedOffer());
    }
    return Exchanges.responded(turn, leg, reply);
  }

  private static boolean isFirstOrAnswered(ActiveCall call, Leg.Talking leg, Reply reply) {
    return call.exchangeTo(leg.id(), reply.cseq()) == null
        && (reply.cseq() == Invite.FIRST_CSEQ || reply.cseq() <= leg.inviteCseq());
  }

  private static Decision unanswered(Turn turn, Leg.Talking leg, LegInput.Unanswered unanswered) {
    OurSession.Reoffer open = leg.session().open();
    if (SessionTimers.isRefresh(leg, unanswered.method(), unanswered.cseq())) {
      return SessionTimers.failed(turn, leg, unanswered.cseq(), unanswered.status(), null);
    }
    return open != null && open.cseq() == unanswered.cseq() && unanswered.method().equals("INVITE")
        ? Reoffers.failed(turn, leg, open, unanswered.status(), null)
        : Exchanges.unanswered(turn, leg, unanswered);
  }

  private static boolean isOwedSomething(ActiveCall call, Leg.Talking leg) {
    return leg.unacknowledged() != null
        || leg.session().open() != null
        || (leg.timer() != null && leg.timer().open() != null)
        || call.exchanges().stream().anyMatch(exchange -> exchange.target().equals(leg.id()));
  }
}
