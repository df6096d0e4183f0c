package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EarlyOffer;
import io.switchlog.schemas.event.ProgressAcknowledged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An INVITE without an offer whose called party makes it in reliable progress (RFC 3262 section
/// 5): the answer is in the PRACK, so ours waits for the caller's.
///
///     caller                        exchange                        called
///       ──INVITE, 100rel──────────────> ──INVITE, 100rel──────────────>
///       <────────────183, RSeq, offer── <────────────183, RSeq, offer──   (comes again until...)
///       ──PRACK, answer───────────────> ──PRACK, answer───────────────>
///       <────────────────────────200──                  200 ──────────>
///       <──────────200, no description── <──────────────────────200────
///
/// Only the caller's first dialog with us can be told an offer, so of several forks of the called
/// party that makes one the first is told: what the others make gets no PRACK.
final class DelayedOffers {
  private static final String RELIABLE = "100rel";

  private DelayedOffers() {}

  /// What the INVITE of a party says of it besides: that it may ask for PRACKs, where the caller
  /// can be asked for them in turn, and nobody else rings who may answer with another description.
  static List<String> opening(ActiveCall call, Plan.Ring plan) {
    return call.caller() instanceof Leg.Calling caller
            && caller.content().body().isEmpty()
            && caller.invite().reliability() != null
            && call.dialect().acknowledgesProgress()
            && plan.isPlain()
            && plan.earlyMedia() != Action.EarlyMedia.NONE
        ? List.of("Supported: " + RELIABLE)
        : List.of();
  }

  private static boolean isAskedFor(Leg.Dialing leg) {
    return leg.isDelayedOffer()
        && RELIABLE.equals(HeaderLines.value(leg.invite().content(), "Supported"));
  }

  /// Whether progress makes the offer of the session: what repeats it later is none.
  static boolean isMadeIn(Leg.Dialing leg, Reply reply) {
    return reply.rseq() > 0
        && reply.describesSession()
        && isAskedFor(leg)
        && leg.dialogs().agreement(reply.remoteTag()) == null;
  }

  /// Reliable progress while an offer waits for the caller's answer, or another fork's has it.
  /// Without a PRACK it comes again, as the offer itself does meanwhile.
  ///
  /// @return null: it is neither
  static @Nullable Decision meanwhile(Leg.Dialing leg, Reply reply) {
    EarlyOffer open = leg.dialogs().offer();
    if (open != null) {
      return Decision.refused("the caller's answer to progress " + open.rseq(), "no PRACK of it");
    }
    return isMadeIn(leg, reply) && leg.dialogs().isAnyAgreed()
        ? Decision.refused("the offer of one fork", "another fork's")
        : null;
  }

  /// The PRACK for the offer: its answer leaves in the one that the called party waits for.
  static void answered(Turn turn, LegId caller, PeerMessage prack) {
    Leg.Dialing leg = turn.call().offering();
    EarlyOffer offer = leg == null ? null : leg.dialogs().offer();
    if (leg == null || offer == null) {
      return;
    }
    Crossing crossing =
        prack.describesSession() ? Crossing.to(turn.call(), leg.id(), prack.content(), true) : null;
    if (crossing == null) {
      // RFC 3262 section 5: the answer is in the PRACK, and nowhere else.
      String text = "expected the answer to an offer in the PRACK of leg " + caller;
      turn.ask(new PlanInput.Broke(Endings.protocolError(caller, 488, text + ", found none")));
      return;
    }
    Content answer = OwnHeaders.session(crossing.content().body());
    turn.tell(
        new ProgressAcknowledged(
            leg.id(),
            leg.edge(),
            offer.dialog(),
            offer.rseq(),
            leg.latestCseq() + 1,
            leg.invite().cseq(),
            answer));
    if (crossing.audio() != null) {
      MediaPlans.agreed(turn, leg.id(), offer.audio(), caller, crossing.audio(), false);
    }
  }
}
