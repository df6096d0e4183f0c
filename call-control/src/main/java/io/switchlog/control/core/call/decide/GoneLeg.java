package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;

/// The leg is over, and the call is not yet.
final class GoneLeg {
  private GoneLeg() {}

  static Decision decide(Turn turn, Leg.Gone leg, LegInput input) {
    return switch (input) {
      case LegInput.InvitedAgain(InviteReceived invite) -> turn.stateless().refusedAgain(invite);
      case LegInput.Asked(PeerMessage _, RequestReceived request)
          when request.transaction().key().equals(leg.bye()) ->
          turn.stateless().hungUpAgain(request);
      case LegInput.Asked(PeerMessage message, RequestReceived request) -> {
        if (!turn.allows(leg.id())) {
          yield turn.stateless().refusedForNow(request, 481);
        }
        Answers.tell(turn, leg.id(), message, 481, Content.NONE);
        yield turn.told();
      }
      // RFC 3261 section 13.2.2.4: a 2xx opens a dialog, whoever still waits for it.
      case LegInput.Replied(Reply reply, NodeId edge)
          when reply.method().equals("INVITE") && reply.isSuccess() ->
          LateAnswers.extra(turn, leg.id(), edge, reply, false);
      case LegInput.EdgeLost _, LegInput.EdgeJoined _ -> turn.told();
      case LegInput.Replied _,
          LegInput.CalledOff _,
          LegInput.Withdrawn _,
          LegInput.Acknowledged _,
          LegInput.NotAcknowledged _,
          LegInput.Unanswered _,
          LegInput.MayOffer _,
          LegInput.SessionDue _,
          LegInput.ProgressUnheard _,
          LegInput.RangOut _,
          LegInput.ProgressDue _ ->
          input.unfit();
    };
  }
}
