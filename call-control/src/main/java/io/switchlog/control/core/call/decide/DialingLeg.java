package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.media.Endpoint;
import java.util.List;

/// Our INVITE has no final response: it rings, answers or fails.
final class DialingLeg {
  /// What a called party may say before it answers.
  private static final int MOST_PROVISIONALS = 32;

  private DialingLeg() {}

  static Decision decide(Turn turn, Leg.Dialing leg, LegInput input) {
    return switch (input) {
      case LegInput.Replied(Reply reply, NodeId edge)
          when reply.method().equals("INVITE") && reply.cseq() == Invite.CSEQ ->
          replied(turn, leg, edge, reply);
      case LegInput.Unanswered unanswered when unanswered.method().equals("INVITE") ->
          failed(
              turn, leg, unanswered.status(), OwnHeaders.phrase(unanswered.status()), Content.NONE);
      case LegInput.Asked(PeerMessage message, RequestReceived request) ->
          turn.allows(leg.id())
              ? asked(turn, leg, message)
              : turn.stateless().refusedForNow(request, 481);
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
          LegInput.MayOffer _ ->
          input.unfit();
    };
  }

  private static Decision asked(Turn turn, Leg.Dialing leg, PeerMessage message) {
    // RFC 3311 section 5.2: our offer is not answered. All else has no dialog to be in yet.
    int status = message.method().equals("UPDATE") ? 491 : 481;
    Answers.tell(turn, leg.id(), message, status, Content.NONE);
    return turn.told();
  }

  private static Decision replied(Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (reply.status() < 200) {
      return rang(turn, leg, edge, reply);
    }
    if (!reply.isSuccess()) {
      return failed(turn, leg, reply.status(), reply.reason(), reply.content());
    }
    PendingInvite.answered(turn, leg, edge);
    return answered(turn, leg, reply);
  }

  private static Decision rang(Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (leg.provisionals() >= MOST_PROVISIONALS) {
      return Decision.refused(
          "at most " + MOST_PROVISIONALS + " provisional responses", "one more");
    }
    PendingInvite.rang(turn, leg, edge);
    Crossing crossing =
        Crossing.to(turn.call(), LegId.CALLER, reply.content(), reply.describesSession());
    boolean delayedOffer = leg.invite().content().body().isEmpty();
    // A description that we cannot carry, or that is an offer which nobody could answer, stays
    // behind; the progress is told all the same.
    Content content =
        crossing == null || (delayedOffer && reply.describesSession())
            ? Content.NONE
            : unchanged(turn, leg, crossing.content());
    turn.tell(new LegRang(leg.id(), reply.remoteTag(), reply.status(), reply.reason(), content));
    if (crossing != null && crossing.audio() != null && !delayedOffer) {
      MediaPlans.agreed(turn, LegId.CALLER, null, leg.id(), crossing.audio(), false);
    }
    return turn.told();
  }

  private static Decision answered(Turn turn, Leg.Dialing leg, Reply reply) {
    boolean delayedOffer = leg.invite().content().body().isEmpty();
    Crossing crossing =
        Crossing.to(turn.call(), LegId.CALLER, reply.content(), reply.describesSession());
    Content content = crossing == null ? Content.NONE : unchanged(turn, leg, crossing.content());
    if (crossing != null && content.body().isEmpty() && !delayedOffer) {
      // RFC 3261 section 13.2.1 wants the answer in the 2xx; a peer that gave it in a 18x and
      // leaves it out here means that one.
      content = withEarlySession(leg);
    }
    if (crossing == null || content.body().isEmpty()) {
      return unusable(turn, leg, reply);
    }
    turn.tell(
        new LegAnswered(
            leg.id(),
            reply.dialog(),
            !delayedOffer,
            reply.status(),
            reply.reason(),
            content,
            crossing.audio(),
            turn.now().plusSeconds(turn.call().routed().maxDurationSeconds())));
    if (!delayedOffer) {
      Audio answer = crossing.audio();
      MediaPlans.agreed(
          turn, LegId.CALLER, null, leg.id(), answer == null ? early(turn, leg) : answer, true);
    }
    return turn.told();
  }

  /// RFC 3261 section 13.2.1: the first description that the caller got is the answer, and it
  /// ignores all others. Where the media has moved since, the same one is said again, and
  /// afterwards a re-INVITE tells of the new address.
  private static Content unchanged(Turn turn, Leg.Dialing leg, Content content) {
    Media media = turn.call().media();
    boolean changed = media != null && media.moved() && !leg.earlySession().isEmpty();
    return changed && !content.body().isEmpty()
        ? new Content(content.headers(), leg.earlySession())
        : content;
  }

  private static Content withEarlySession(Leg.Dialing leg) {
    return leg.earlySession().isEmpty() ? Content.NONE : OwnHeaders.session(leg.earlySession());
  }

  /// What the plan says already of a leg whose answer came early.
  private static Audio early(Turn turn, Leg.Dialing leg) {
    Media media = turn.call().media();
    if (media != null) {
      for (Endpoint endpoint : media.plan().endpoints()) {
        if (endpoint.leg().equals(leg.id())) {
          return new Audio(
              endpoint.remote(),
              endpoint.payloads(),
              /* sends= */ endpoint.receives(),
              /* receives= */ endpoint.sends());
        }
      }
    }
    RelayedSession session = RelayedSession.read(leg.earlySession());
    return session == null ? new Audio(null, List.of(), true, true) : session.audio();
  }

  /// A 2xx without a description that we can carry: its dialog exists, so it is acknowledged and
  /// ended.
  private static Decision unusable(Turn turn, Leg.Dialing leg, Reply reply) {
    Outcome outcome =
        Endings.protocolError(
            leg.id(), 502, "expected a session description with audio in the 2xx, found none");
    LateAnswers.release(turn, leg.id(), reply, leg.invite().content().body().isEmpty(), outcome);
    Endings.release(turn, outcome);
    return turn.told();
  }

  private static Decision failed(
      Turn turn, Leg.Dialing leg, int status, String reason, Content content) {
    int passed = passedStatus(status);
    String phrase = passed == status ? reason : OwnHeaders.phrase(passed);
    Outcome outcome = new Outcome(Endings.causeOf(status), leg.id(), passed, phrase);
    turn.tell(new LegEnded(leg.id(), status, reason, outcome));
    if (turn.call().caller() instanceof Leg.Calling caller) {
      Content kept = passed == status ? content : Content.NONE;
      turn.tell(new CallerRefused(caller.invite(), passed, phrase, kept, outcome));
    }
    return turn.told();
  }

  /// What the caller is told: the same, but for what concerns only our own side of the called leg.
  private static int passedStatus(int status) {
    if (status < 400) {
      // Redirections are not followed, and the other party's addresses stay hidden.
      return 480;
    }
    return switch (status) {
      // The challenge is for us: the caller has no credentials for it.
      case 401, 407 -> 403;
      // About our own request, not the caller's.
      case 481, 487, 491 -> 480;
      case 420, 421, 494 -> 500;
      default -> status;
    };
  }
}
