package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.EarlyDialogs;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.InviteRepeated;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.inbox.RequestReceived;
import org.jspecify.annotations.Nullable;

/// Our INVITE has no final response: it rings, answers or fails.
final class DialingLeg {
  private static final int EARLY_DIALOG_TERMINATED = 199;

  private DialingLeg() {}

  static Decision decide(Turn turn, Leg.Dialing leg, LegInput input) {
    return switch (input) {
      case LegInput.Replied(Reply reply, NodeId edge)
          when reply.method().equals("INVITE") && reply.cseq() == leg.invite().cseq() ->
          replied(turn, leg, edge, reply);
      case LegInput.Unanswered unanswered
          when unanswered.method().equals("INVITE") && unanswered.cseq() == leg.invite().cseq() ->
          unanswered(turn, leg, unanswered);
      case LegInput.Asked(PeerMessage message, RequestReceived request) ->
          turn.allows(leg.id())
              ? asked(turn, leg, message)
              : turn.stateless().refusedForNow(request, 481);
      case LegInput.RangOut _ -> turn.ask(new PlanInput.RangOut(leg.id())).told();
      // See PendingInvite.
      case LegInput.EdgeLost(NodeId heir) -> turn.tell(new LegMoved(leg.id(), heir, null)).told();
      case LegInput.EdgeJoined(NodeId edge) -> {
        if (leg.edge().equals(edge) || !turn.view().isLive(leg.edge())) {
          turn.tell(new LegMoved(leg.id(), edge, null));
        }
        yield turn.told();
      }
      case LegInput.Replied _,
          LegInput.Unanswered _,
          LegInput.InvitedAgain _,
          LegInput.CalledOff _,
          LegInput.Withdrawn _,
          LegInput.Acknowledged _,
          LegInput.NotAcknowledged _,
          LegInput.MayOffer _,
          LegInput.SessionDue _,
          LegInput.ProgressUnheard _,
          LegInput.ProgressDue _ ->
          input.unfit();
    };
  }

  /// A copy that is pending elsewhere is one less; what an edge says that has none is late: it
  /// stood still while another took the leg over.
  private static Decision unanswered(Turn turn, Leg.Dialing leg, LegInput.Unanswered input) {
    NodeId edge = input.edge();
    if (edge != null && !edge.equals(leg.edge())) {
      return leg.elsewhere().contains(edge)
          ? turn.tell(new LegMoved(leg.id(), leg.edge(), edge)).told()
          : input.unfit();
    }
    return failed(turn, leg, input.status(), OwnHeaders.phrase(input.status()), Content.NONE, null);
  }

  /// Inside an early dialog, which any provisional response with a tag has made (RFC 3261 section
  /// 12.1). None of them is kept but for its PRACKs, and for what is agreed on there.
  private static Decision asked(Turn turn, Leg.Dialing leg, PeerMessage message) {
    switch (message.method()) {
      case "UPDATE" -> updated(turn, leg, message);
      // RFC 3261 section 14.2: it meets ours.
      case "INVITE" -> Answers.tell(turn, leg.id(), message, 491, Content.NONE);
      case "INFO", "MESSAGE", "NOTIFY", "REFER" -> ByPolicy.early(turn, leg.id(), message);
      // RFC 3261 section 15: no BYE is for an early dialog.
      case "BYE", "PRACK" -> Answers.tell(turn, leg.id(), message, 481, Content.NONE);
      default -> Answers.others(turn, leg.id(), message);
    }
    return turn.told();
  }

  /// RFC 3311 section 5.2.
  private static void updated(Turn turn, Leg.Dialing leg, PeerMessage message) {
    if (message.describesSession()) {
      EarlyOffers.updated(turn, leg, message);
    } else {
      Answers.tell(turn, leg.id(), message, 200, Content.NONE);
    }
  }

  private static Decision replied(Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (reply.status() < 200) {
      return progressed(turn, leg, edge, reply);
    }
    if (reply.isRedirection()) {
      boolean passes = turn.call().plan() instanceof Plan.Ring ring && ring.passes();
      // The addresses of a party stay hidden from the caller, but where the rule says otherwise.
      Content content = passes ? reply.contentToFollow() : reply.content();
      tellFailed(turn, leg, reply.status(), reply.reason(), content, reply.uuid());
      return turn.ask(new PlanInput.Redirected(leg.id(), reply.contacts())).told();
    }
    if (Challenges.areAnswered(turn, leg, reply)) {
      return turn.told();
    }
    Content more = reply.status() == 422 ? SessionTimers.askingForMore(leg, reply) : null;
    if (more != null) {
      return turn.tell(new InviteRepeated(leg.id(), leg.latestCseq() + 1, more, reply.status()))
          .told();
    }
    if (!reply.isSuccess()) {
      return failed(turn, leg, reply.status(), reply.reason(), reply.content(), reply.uuid());
    }
    PendingInvite.answered(turn, leg, edge);
    return turn.ask(new PlanInput.PickedUp(leg, reply)).told();
  }

  private static Decision progressed(Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (leg.provisionals() >= Invite.MOST_PROVISIONALS) {
      return Decision.refused(
          "at most " + Invite.MOST_PROVISIONALS + " provisional responses", "one more");
    }
    if (reply.rseq() > 0) {
      Decision acknowledged = acknowledged(turn, leg, edge, reply);
      if (acknowledged != null) {
        return acknowledged;
      }
    }
    if (reply.status() == EARLY_DIALOG_TERMINATED) {
      // RFC 6228: a fork further on is over, of which the caller knows nothing.
      return reply.rseq() > 0
          ? turn.told()
          : Decision.refused("progress of the party", "199 of one of its forks");
    }
    PendingInvite.rang(turn, leg, edge);
    return turn.ask(new PlanInput.Progressed(leg, reply)).told();
  }

  /// Progress that wants a PRACK gets it, but for an offer, which the caller is to answer first.
  ///
  /// @return what is decided where nobody is to be told of it; else null
  private static @Nullable Decision acknowledged(
      Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (leg.latestCseq() - leg.invite().cseq() >= Invite.MOST_PROVISIONALS) {
      return Decision.refused("at most " + Invite.MOST_PROVISIONALS + " PRACKs", "one more");
    }
    Decision meanwhile = DelayedOffers.meanwhile(leg, reply);
    if (meanwhile != null) {
      return meanwhile;
    }
    EarlyDialogs.Progress latest = leg.dialogs().acknowledged(reply.remoteTag());
    if (latest != null && reply.rseq() != latest.rseq() + 1) {
      return outOfOrder(turn, leg, edge, reply, latest);
    }
    if (!DelayedOffers.isMadeIn(leg, reply)) {
      acknowledge(turn, leg, edge, reply, leg.latestCseq() + 1, Content.NONE);
    }
    return null;
  }

  /// RFC 3262 section 4: what came already is no news, and its PRACK may have died with an edge;
  /// what comes before its time is not acknowledged, so that it comes again.
  private static Decision outOfOrder(
      Turn turn, Leg.Dialing leg, NodeId edge, Reply reply, EarlyDialogs.Progress latest) {
    if (reply.rseq() != latest.rseq() || !turn.allows(leg.id())) {
      return Decision.refused("progress " + (latest.rseq() + 1), Long.toString(reply.rseq()));
    }
    return acknowledge(turn, leg, edge, reply, latest.cseq(), latest.answer()).told();
  }

  private static Turn acknowledge(
      Turn turn, Leg.Dialing leg, NodeId edge, Reply reply, long cseq, Content answer) {
    return turn.tell(
        new ProgressAcknowledged(
            leg.id(),
            edge,
            reply.dialog(),
            reply.rseq(),
            cseq,
            leg.invite().cseq(),
            answer.equals(Content.NONE) ? null : answer));
  }

  private static Decision failed(
      Turn turn,
      Leg.Dialing leg,
      int status,
      String reason,
      Content content,
      @Nullable String uuid) {
    tellFailed(turn, leg, status, reason, content, uuid);
    return turn.ask(new PlanInput.Failed()).told();
  }

  private static void tellFailed(
      Turn turn,
      Leg.Dialing leg,
      int status,
      String reason,
      Content content,
      @Nullable String uuid) {
    turn.tell(
        new LegFailed(
            leg.id(), status, reason, content.equals(Content.NONE) ? null : content, uuid));
  }
}
