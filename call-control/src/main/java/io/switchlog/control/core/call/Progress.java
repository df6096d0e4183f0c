package io.switchlog.control.core.call;

import io.switchlog.control.core.dialog.Abilities;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.ResponseReceived;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of a called party's INVITE: it rings, answers, fails, or answers too late.
final class Progress {
  /// What a called party may say before it answers.
  private static final int MOST_PROVISIONALS = 32;

  private Progress() {}

  /// A response to any request of ours.
  static Decision responded(Turn turn, ResponseReceived input) {
    Reply reply = Reading.reply(input.message());
    Leg leg = turn.call().leg(input.leg());
    if (reply == null || leg == null || Writing.cseqOf(input.branch()) != reply.cseq()) {
      return Turn.refused("a response to a request of ours", input.branch());
    }
    if (PendingInvite.isMerged(leg, input.edge(), reply)) {
      return PendingInvite.merged(turn, leg, input, reply);
    }
    if (PendingInvite.isForgotten(leg, input.edge(), reply)) {
      return StrayFailure.repeated(turn, leg, input, reply);
    }
    if (!StrayFailure.is(input, reply)) {
      return responded(turn, input, leg, reply);
    }
    if (StrayFailure.isAwaited(turn.call(), leg, reply.cseq())) {
      turn.tell(StrayFailure.acknowledged(input, reply));
      return responded(turn, input, leg, reply);
    }
    return StrayFailure.repeated(turn, leg, input, reply);
  }

  private static Decision responded(Turn turn, ResponseReceived input, Leg leg, Reply reply) {
    boolean invite = reply.method().equals("INVITE");
    return switch (leg) {
      case Leg.Dialing dialing when invite && reply.cseq() == Invite.CSEQ ->
          dialed(turn, dialing, input.edge(), reply);
      case Leg.Talking talking -> {
        OurSession.Reoffer open = talking.session().open();
        if (open != null && invite && open.cseq() == reply.cseq()) {
          yield Reoffers.responded(turn, talking, open, reply);
        }
        if (invite && reply.isSuccess() && isFirstOrAnswered(turn, talking, reply)) {
          yield answeredAgain(turn, input, talking.dialog().remoteTag(), talking.owesAck(), reply);
        }
        yield Exchanges.responded(turn, talking, reply);
      }
      case Leg.Leaving leaving -> leaving(turn, input, leaving, reply);
      case Leg.Gone _ when invite && reply.isSuccess() -> extra(turn, input, reply);
      case Leg.Dialing _, Leg.Calling _, Leg.Gone _ ->
          Turn.refused("a request that has no final response", reply.method());
    };
  }

  private static boolean isFirstOrAnswered(Turn turn, Leg.Talking leg, Reply reply) {
    return turn.call().exchangeTo(leg.id(), reply.cseq()) == null
        && (reply.cseq() == Invite.CSEQ || reply.cseq() == leg.inviteCseq());
  }

  private static Decision dialed(Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (reply.status() < 200) {
      return rang(turn, leg, edge, reply);
    }
    if (reply.isSuccess()) {
      PendingInvite.answered(turn, leg, edge);
      answered(turn, leg, reply);
    } else {
      failed(turn, leg, reply.status(), reply.reason(), reply.content());
    }
    return turn.done();
  }

  private static Decision rang(Turn turn, Leg.Dialing leg, NodeId edge, Reply reply) {
    if (leg.provisionals() >= MOST_PROVISIONALS) {
      return Turn.refused("at most " + MOST_PROVISIONALS + " provisional responses", "one more");
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
      MediaControl.agreed(turn, LegId.CALLER, null, leg.id(), crossing.audio(), false);
    }
    return turn.done();
  }

  private static void answered(Turn turn, Leg.Dialing leg, Reply reply) {
    boolean delayedOffer = leg.invite().content().body().isEmpty();
    Crossing crossing =
        Crossing.to(turn.call(), LegId.CALLER, reply.content(), reply.describesSession());
    Content content = crossing == null ? Content.NONE : unchanged(turn, leg, crossing.content());
    if (crossing != null && content.body().isEmpty() && !delayedOffer) {
      // RFC 3261 section 13.2.1 wants the answer in the 2xx; a peer that gave it in a 18x and
      // leaves it out here means that one.
      content = withSession(leg);
    }
    if (crossing == null || content.body().isEmpty()) {
      unusable(turn, leg, reply);
      return;
    }
    CallRouted route = turn.call().route();
    int mostSeconds = route == null ? 14_400 : route.maxDurationSeconds();
    turn.tell(
        new LegAnswered(
            leg.id(),
            reply.dialog(),
            !delayedOffer,
            reply.status(),
            reply.reason(),
            content,
            crossing.audio(),
            turn.now().plusSeconds(mostSeconds)));
    if (!delayedOffer) {
      Audio answer = crossing.audio();
      MediaControl.agreed(
          turn, LegId.CALLER, null, leg.id(), answer == null ? early(turn, leg) : answer, true);
    }
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

  private static Content withSession(Leg.Dialing leg) {
    return leg.earlySession().isEmpty() ? Content.NONE : Abilities.session(leg.earlySession());
  }

  /// What the plan says already of a leg whose answer came early.
  private static Audio early(Turn turn, Leg.Dialing leg) {
    Media media = turn.call().media();
    if (media != null) {
      for (var endpoint : media.plan().endpoints()) {
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
  private static void unusable(Turn turn, Leg.Dialing leg, Reply reply) {
    Outcome outcome =
        Teardown.protocolError(
            leg.id(), 502, "expected a session description with audio in the 2xx, found none");
    releaseLate(turn, leg.id(), reply, leg.invite().content().body().isEmpty(), outcome);
    Teardown.release(turn, outcome);
  }

  /// @param delayedOffer whether a description in the 2xx is an offer
  private static void releaseLate(
      Turn turn, LegId leg, Reply reply, boolean delayedOffer, Outcome outcome) {
    turn.tell(
        new LegReleased(
            leg,
            LegReleased.How.BYE,
            reply.dialog(),
            true,
            refusal(turn, leg, reply, delayedOffer),
            Invite.CSEQ + 1,
            Teardown.reason(outcome),
            outcome,
            turn.now().plus(Turn.TEARDOWN)));
  }

  private static Content refusal(Turn turn, LegId leg, Reply reply, boolean delayedOffer) {
    return delayedOffer && reply.describesSession()
        ? RefusedOffer.in(turn.call(), leg, reply.content().body())
        : Content.NONE;
  }

  private static Decision leaving(Turn turn, ResponseReceived input, Leg.Leaving leg, Reply reply) {
    Outcome outcome = turn.call().outcome();
    if (reply.status() < 200 || outcome == null) {
      return Turn.refused("a final response", Integer.toString(reply.status()));
    }
    boolean invite = reply.method().equals("INVITE");
    if (leg.how() == LegReleased.How.CANCEL) {
      if (!invite || reply.cseq() != Invite.CSEQ) {
        return Turn.refused("a final response to the INVITE", reply.method());
      }
      if (reply.isSuccess()) {
        PendingInvite.answered(turn, leg, input.edge());
        // RFC 3261 section 9.1: a CANCEL that came too late leaves a dialog to be ended.
        releaseLate(turn, leg.id(), reply, leg.delayedOffer(), outcome);
      } else {
        Teardown.ended(turn, leg.id(), reply.status(), reply.reason());
      }
      return turn.done();
    }
    if (invite && reply.isSuccess()) {
      String tag = leg.dialog() == null ? "" : leg.dialog().remoteTag();
      return answeredAgain(turn, input, tag, false, reply);
    }
    if (!reply.method().equals("BYE") || reply.cseq() != leg.cseq()) {
      return Turn.refused("a final response to the BYE", reply.method() + " " + reply.cseq());
    }
    // RFC 3261 section 15.1.1: whatever the final response to a BYE, 481, 408 or none included, the
    // session is over.
    Teardown.ended(turn, leg.id(), reply.status(), reply.reason());
    return turn.done();
  }

  /// A 2xx to an INVITE that has its winner.
  private static Decision answeredAgain(
      Turn turn, ResponseReceived input, String winner, boolean owesAck, Reply reply) {
    if (!reply.remoteTag().equals(winner)) {
      return extra(turn, input, reply);
    }
    if (owesAck) {
      return Turn.refused("an answer once", "it came again before its ACK");
    }
    if (!turn.allows(input.leg())) {
      return Turn.refused("an answer now and then", "it came again and again");
    }
    turn.tell(new AckRepeated(input.leg(), input.edge(), reply.cseq()));
    return turn.done();
  }

  private static Decision extra(Turn turn, ResponseReceived input, Reply reply) {
    if (turn.call().load().extraAnswers() >= ActiveCall.MOST_LEGS) {
      return Turn.refused("at most " + ActiveCall.MOST_LEGS + " extra answers", "one more");
    }
    turn.tell(
        new ExtraAnswerReleased(
            input.leg(),
            input.edge(),
            reply.dialog(),
            reply.cseq(),
            refusal(turn, input.leg(), reply, wasDelayedOffer(turn.call().leg(input.leg()))),
            Abilities.sipReason(200, "Call completed elsewhere")));
    return turn.done();
  }

  /// Whether the INVITE that a leg was answered with left the offer to the peer. Of a leg that is
  /// over nothing is known any more.
  private static boolean wasDelayedOffer(@Nullable Leg leg) {
    return switch (leg) {
      case Leg.Talking talking -> talking.wasDelayedOffer();
      case Leg.Leaving leaving -> !leaving.ackContent().body().isEmpty();
      case null, default -> false;
    };
  }

  /// A request of ours got no final response: RFC 3261 section 8.1.3.1 reads a timeout as 408 and a
  /// transport failure as 503.
  static Decision unanswered(Turn turn, RequestFailed input) {
    Leg leg = turn.call().leg(input.leg());
    long cseq = Writing.cseqOf(input.branch());
    int status = input.reason() == RequestFailed.Reason.TIMEOUT ? 408 : 503;
    switch (leg) {
      case Leg.Dialing dialing when input.method().equals("INVITE") ->
          failed(turn, dialing, status, Abilities.phrase(status), Content.NONE);
      case Leg.Leaving leaving when leaving.cseq() == cseq && !input.method().equals("CANCEL") ->
          Teardown.ended(turn, leaving.id(), status, input.detail());
      case Leg.Talking talking -> {
        OurSession.Reoffer open = talking.session().open();
        if (open != null && open.cseq() == cseq && input.method().equals("INVITE")) {
          return Reoffers.failed(turn, talking, open, status);
        }
        return Exchanges.unanswered(turn, talking, cseq, input.method(), status);
      }
      case null, default -> {
        return Turn.refused("a request that has no final response", input.branch());
      }
    }
    return turn.done();
  }

  private static void failed(
      Turn turn, Leg.Dialing leg, int status, String reason, Content content) {
    int passed = passedStatus(status);
    String phrase = passed == status ? reason : Abilities.phrase(passed);
    Outcome outcome = new Outcome(Setup.causeOf(status), leg.id(), passed, phrase);
    turn.tell(new LegEnded(leg.id(), status, reason, outcome));
    if (turn.call().caller() instanceof Leg.Calling caller) {
      Content kept = passed == status ? content : Content.NONE;
      turn.tell(new CallerRefused(caller.invite(), passed, phrase, kept, outcome));
    }
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
