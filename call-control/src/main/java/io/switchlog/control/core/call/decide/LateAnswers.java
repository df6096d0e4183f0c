package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.dialog.ForkBye;
import io.switchlog.control.core.dialog.Invite;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegReleased;
import org.jspecify.annotations.Nullable;

/// A 2xx to an INVITE of ours that has its winner, or that nobody waits for any more. RFC 3261
/// section 13.2.2.4: each 2xx is acknowledged, as often as it comes, for nothing else stops its
/// peer; one of another peer, or one that is too late, has opened a dialog, which is ended by BYE.
final class LateAnswers {
  private LateAnswers() {}

  /// A 2xx to an INVITE that has its winner.
  ///
  /// @param winner the tag of the peer that answered first
  /// @param delayedOffer whether a description in the 2xx is an offer
  static Decision repeated(
      Turn turn, LegId leg, LegInput.Replied replied, String winner, boolean delayedOffer) {
    Reply reply = replied.reply();
    if (!reply.remoteTag().equals(winner)) {
      return extra(turn, leg, replied.edge(), reply, delayedOffer);
    }
    if (!turn.allows(leg)) {
      return Decision.refused("an answer now and then", "it came again and again");
    }
    turn.tell(new AckRepeated(leg, replied.edge(), reply.cseq()));
    return turn.told();
  }

  /// One of another peer: its dialog is acknowledged and ended.
  static Decision extra(Turn turn, LegId leg, NodeId edge, Reply reply, boolean delayedOffer) {
    if (turn.call().load().extraAnswers() >= ActiveCall.MOST_EXTRA_ANSWERS) {
      return Decision.refused(
          "at most " + ActiveCall.MOST_EXTRA_ANSWERS + " extra answers", "one more");
    }
    turn.tell(
        new ExtraAnswerReleased(
            leg,
            edge,
            reply.dialog(),
            reply.cseq(),
            refusal(turn, leg, reply, delayedOffer),
            OwnHeaders.sipReason(200, "Call completed elsewhere"),
            byeCseq(turn, leg, reply)));
    return turn.told();
  }

  /// One that came when the leg is not wanted any more: its dialog is the leg's, and ends with it.
  /// A leg that is being ended already has no longer for it.
  static void dismiss(Turn turn, Leg leg, Reply reply, boolean delayedOffer, Content reason) {
    turn.tell(
        new LegDismissed(
            leg.id(),
            LegReleased.How.BYE,
            reply.dialog(),
            true,
            refusal(turn, leg.id(), reply, delayedOffer),
            latestCseq(leg, reply) + 1,
            reason,
            leg instanceof Leg.Leaving leaving
                ? leaving.closeBy()
                : turn.now().plus(Turn.TEARDOWN)));
  }

  /// The number of our latest request in any dialog of the INVITE: each may have had PRACKs.
  private static long latestCseq(@Nullable Leg leg, Reply reply) {
    return switch (leg) {
      case Leg.Dialing dialing -> dialing.latestCseq();
      case Leg.Leaving leaving -> leaving.cseq();
      case Leg.Talking talking -> talking.dialog().localCseq();
      // What it had is forgotten.
      case Leg.Gone _ -> Invite.afterAll(reply.cseq()) - 1;
      case Leg.Calling _, Leg.HandedOver _ -> reply.cseq();
      case null -> reply.cseq();
    };
  }

  private static @Nullable Long byeCseq(Turn turn, LegId leg, Reply reply) {
    LegCredentials credentials = turn.call().credentials(leg);
    ForkBye sent = credentials == null ? null : credentials.fork(reply.remoteTag());
    if (sent != null) {
      return sent.cseq();
    }
    long latest = latestCseq(turn.call().leg(leg), reply);
    return latest > reply.cseq() ? latest + 1 : null;
  }

  private static Content refusal(Turn turn, LegId leg, Reply reply, boolean delayedOffer) {
    return delayedOffer && reply.describesSession()
        ? RefusedOffer.in(turn.call(), leg, reply.content().body())
        : Content.NONE;
  }
}
