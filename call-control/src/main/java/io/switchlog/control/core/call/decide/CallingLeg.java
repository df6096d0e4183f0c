package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import org.jspecify.annotations.Nullable;

/// The caller waits for our final response.
///
/// The INVITE may come again. With the same branch at another edge it is a repeat: the first edge
/// died with the transaction. With another branch its sender has turned to another edge, or to the
/// same one anew, because the first did not answer or said 503 (RFC 3263 section 4.3): the answer
/// is waited for there.
final class CallingLeg {
  private CallingLeg() {}

  static Decision decide(Turn turn, Leg.Calling leg, LegInput input) {
    return switch (input) {
      case LegInput.InvitedAgain(InviteReceived invite) -> invitedAgain(turn, leg, invite);
      case LegInput.Asked(PeerMessage message, RequestReceived request) ->
          turn.allows(leg.id()) || message.method().equals("BYE")
              ? asked(turn, leg, message)
              : turn.stateless().refusedForNow(request, 500);
      case LegInput.CalledOff off -> calledOff(turn, leg, off);
      case LegInput.ProgressUnheard unheard -> ReliableProgress.unheard(turn, leg, unheard);
      case LegInput.ProgressDue _ -> RepeatedProgress.due(turn, leg);
      // Any edge can answer in the place of the one that is gone (RFC 3261 section 17.2.3 has a
      // transaction told by its branch, which the answer repeats).
      case LegInput.EdgeLost(NodeId heir) -> movedTo(turn, leg, heir);
      case LegInput.EdgeJoined(NodeId edge) -> {
        // Its own comes back without what it was resending.
        boolean forgot = leg.edge().equals(edge) && !leg.unheard().isEmpty();
        yield forgot || !turn.view().isLive(leg.edge()) ? movedTo(turn, leg, edge) : turn.told();
      }
      case LegInput.Withdrawn _,
          LegInput.Acknowledged _,
          LegInput.NotAcknowledged _,
          LegInput.Replied _,
          LegInput.Unanswered _,
          LegInput.MayOffer _,
          LegInput.SessionDue _,
          LegInput.RangOut _ ->
          input.unfit();
    };
  }

  private static Decision movedTo(Turn turn, Leg.Calling leg, NodeId edge) {
    return turn.tell(new LegMoved(leg.id(), edge, null)).told();
  }

  private static Decision invitedAgain(Turn turn, Leg.Calling leg, InviteReceived invite) {
    ServerTransaction again = invite.transaction();
    boolean allowed = turn.allows(leg.id());
    if (!leg.invite().transaction().key().equals(again.key())) {
      return allowed ? turnedTo(turn, leg, invite) : turn.stateless().merged(invite);
    }
    return allowed && !leg.edge().equals(again.edge())
        ? movedTo(turn, leg, again.edge())
        : Decision.refused("an INVITE once", "it came again");
  }

  private static Decision turnedTo(Turn turn, Leg.Calling leg, InviteReceived invite) {
    // Under the call's own key, which the id of a call that has taken the leg over does not tell.
    PeerMessage message =
        Reading.request(invite.transaction(), invite.message(), turn.token(leg.id()));
    if (message == null) {
      return Decision.refused("a valid INVITE", "another message");
    }
    PeerRequest again = message.request();
    // Of two that came over two paths one is merged (RFC 3261 section 8.2.2.2): the first, for it
    // may be one that nobody waits for.
    leaveBehind(turn, leg, 482);
    turn.tell(new LegMoved(leg.id(), again.transaction().edge(), null, again));
    return turn.told();
  }

  /// Ends the caller's INVITE where it is, when the answer is about to go another way: an edge that
  /// lives would hold it open for long.
  private static void leaveBehind(Turn turn, Leg.Calling leg, int status) {
    if (turn.view().isLive(leg.edge())) {
      turn.tell(
          new RequestAnswered(
              leg.id(),
              leg.invite(),
              status,
              OwnHeaders.phrase(status),
              null,
              Content.NONE,
              false));
    }
  }

  private static Decision asked(Turn turn, Leg.Calling leg, PeerMessage message) {
    switch (message.method()) {
      case "BYE" -> {
        // RFC 3261 section 15: a caller may end an early dialog by BYE; its INVITE gets 487.
        Answers.tell(turn, leg.id(), message, 200, Content.NONE);
        turn.ask(
            new PlanInput.GaveUp(
                leg.id(),
                new Outcome(EndCause.CANCELLED, leg.id(), 487, "the caller gave up"),
                message.content()));
      }
      case "PRACK" -> ReliableProgress.acknowledged(turn, leg, message);
      case "UPDATE" -> {
        if (message.describesSession()) {
          EarlyOffers.updated(turn, leg, message);
        } else {
          // RFC 3311 section 5.2: one that makes no offer may come at any time.
          Answers.tell(turn, leg.id(), message, 200, Content.NONE);
        }
      }
      case "INVITE" -> Answers.tell(turn, leg.id(), message, 500, Answers.afterBackOff(turn));
      case "INFO", "MESSAGE", "NOTIFY", "REFER" -> ByPolicy.early(turn, leg.id(), message);
      default -> Answers.others(turn, leg.id(), message);
    }
    return turn.told();
  }

  private static Decision calledOff(Turn turn, Leg.Calling leg, LegInput.CalledOff off) {
    PeerMessage cancel = off.cancel();
    if (off.edge() != null) {
      // RFC 3261 section 9.2: 200 whether or not it still has an effect.
      Answers.tell(turn, leg.id(), cancel, 200, Content.NONE);
      if (!leg.edge().equals(off.edge())) {
        // A CANCEL goes where its INVITE went (RFC 3261 section 9.1). Where it came by another
        // edge, the caller is reached by that one, and so gets the 487 from there: the first may be
        // dead. Where it lives it holds the INVITE still, which gets its 487 there too; the peer
        // absorbs the second.
        leaveBehind(turn, leg, 487);
        turn.tell(new LegMoved(leg.id(), off.edge(), null));
      }
    }
    turn.ask(
        new PlanInput.GaveUp(
            leg.id(), outcome(leg.id(), off.refusedBy()), Answers.headersOnly(cancel.content())));
    return turn.told();
  }

  /// A caller whom an edge refused has not given up: whoever sends the INVITE on his behalf hears
  /// 503 wherever it comes again, and goes on trying, while a 487 would end that (RFC 3261 section
  /// 16.7).
  private static Outcome outcome(LegId leg, @Nullable NodeId refusedBy) {
    return refusedBy == null
        ? new Outcome(EndCause.CANCELLED, leg, 487, "the caller gave up")
        : new Outcome(EndCause.UNAVAILABLE, null, 503, refusedBy + " had refused the caller");
  }
}
