package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Failure;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Load;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.TakenOver;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.OwnTag;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.InputForwarded;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.EdgeInput;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import org.jspecify.annotations.Nullable;

/// A leg that goes from one call to another.
///
///     first call                                    second call
///     LegHandedOver ──────────────────────────────> LegTakenOver: decides for it from here on
///     InputForwarded, what still arrives for it ──> as if it had arrived there
///     <──────────────────────────────────── LegOver: the leg is over
final class HandedLegs {
  /// More legs of others a call does not take over in its life: whoever dials its slot and gives up
  /// can do so for ever.
  static final int MOST_TAKEN = 200;

  /// A call with more events than this turns legs away without one more.
  private static final int MOST_EVENTS = Load.MOST_EVENTS / 2;

  private HandedLegs() {}

  /// A leg that waits for the answer to its INVITE, with all that it takes to answer.
  static HandedLeg handed(Turn turn, Leg.Calling leg) {
    return new HandedLeg(
        leg.id(),
        OwnTag.without(leg.invite(), turn.token(leg.id())),
        leg.dialog().opened(),
        leg.maxForwards(),
        leg.content(),
        turn.call().dialect().tokens());
  }

  /// Such a leg, as this call answers it.
  static HandedLeg tagged(HandedLeg handed, String tag) {
    return new HandedLeg(
        handed.leg(),
        OwnTag.with(handed.invite(), tag),
        handed.dialog(),
        handed.maxForwards(),
        handed.content(),
        handed.dialect());
  }

  /// Whether a call turns legs away without one more event.
  static boolean hasLongHistory(ActiveCall call) {
    return call.load().events() > MOST_EVENTS;
  }

  /// Whether a party that has asked for TLS to the end (RFC 5630 section 3.1.3) would be connected
  /// with one that is not reached so.
  ///
  /// @param dialog of the leg that comes
  /// @param asks whether its party has called us, in whatever way
  /// @param other with whom it is to be connected
  static boolean wantsMore(Turn turn, PeerDialog dialog, boolean asks, Leg.Talking other) {
    boolean secure = isSecure(dialog);
    boolean otherIsSecure = other.dialog().secure();
    return (secure && asks && !otherIsSecure)
        || (otherIsSecure && !turn.call().isDialed(other.id()) && !secure);
  }

  /// The same of one that takes a place: whoever has it now may be reached as it likes.
  static boolean asksForMore(HandedLeg handed, Leg.Talking other) {
    return isSecure(handed.dialog()) && !other.dialog().secure();
  }

  private static boolean isSecure(PeerDialog dialog) {
    return dialog.secure() != null && dialog.secure();
  }

  /// A leg of another call that cannot be connected here: its party is refused.
  static Decision turnedAway(Turn turn, Sender sender, HandedLeg handed, int status) {
    if (hasLongHistory(turn.call())) {
      return turn.stateless().handedOver(sender, handed, status);
    }
    // Its own call's tag: a leg of this one is known to that leg's party alone (RFC 3261 section
    // 19.3).
    HandedLeg here = tagged(handed, turn.token(sender.id().call(), handed));
    return turn.tell(new LegTurnedAway(sender.id().call(), sender.life(), here, status)).told();
  }

  /// A leg of another call is one of this one: its edge may have died on the way here, and nobody
  /// else knows that it held the INVITE.
  ///
  /// @param insteadOf as in [LegTakenOver]
  static LegId taken(Turn turn, Sender sender, HandedLeg handed, @Nullable LegId insteadOf) {
    LegId leg = new LegId(turn.call().legs().size() + 1);
    HandedLeg here = tagged(handed, turn.token(leg));
    turn.tell(new LegTakenOver(leg, sender.id().call(), sender.life(), here, insteadOf));
    NodeId edge = handed.invite().transaction().edge();
    NodeId heir = Edges.inPlaceOf(turn, edge);
    if (!heir.equals(edge)) {
      turn.tell(new LegMoved(leg, heir, null));
    }
    return leg;
  }

  /// A party that came comes to nothing, and all others go on as they were.
  static void refuse(Turn turn, LegId id, int status) {
    if (turn.call().leg(id) instanceof Leg.Calling leg) {
      turn.tell(
          new InviteRefused(
              id,
              leg.invite(),
              status,
              OwnHeaders.phrase(status),
              // RFC 3261 section 21.5.1.
              status == 500 ? OwnHeaders.retryAfter(1) : Content.NONE));
    }
    MediaPlans.withoutThoseGone(turn);
  }

  /// What a leg of another call is here; null for none.
  static @Nullable LegId here(ActiveCall call, Sender sender, LegId leg) {
    for (TakenOver taken : call.takenOver()) {
      if (AggregateId.of(taken.from()).equals(sender.id())
          && taken.fromLife() == sender.life()
          && taken.fromLeg().equals(leg)) {
        return taken.leg();
      }
    }
    return null;
  }

  /// What arrived for a leg as if it had for this one.
  static EdgeInput ofLeg(LegId here, EdgeInput input) {
    return switch (input) {
      case InviteReceived _, CancelReceived _ -> input;
      case ResponseReceived response ->
          new ResponseReceived(
              here,
              response.edge(),
              response.branch(),
              response.method(),
              response.status(),
              response.stray(),
              response.message(),
              response.flow());
      case RequestFailed failed ->
          new RequestFailed(
              here,
              failed.branch(),
              failed.method(),
              failed.reason(),
              failed.detail(),
              failed.edge());
      case RequestReceived asked -> new RequestReceived(here, asked.transaction(), asked.message());
      case AckReceived ack -> new AckReceived(here, ack.edge(), ack.message());
      case PrackMissing missing ->
          new PrackMissing(here, missing.transaction(), missing.rseq(), missing.edge());
      case AckMissing missing -> new AckMissing(here, missing.transaction(), missing.edge());
    };
  }

  /// The first call sends on what arrives.
  static Decision forward(Turn turn, Plan.HandedOver plan, EdgeInput input) {
    return turn.allows(plan.leg()) || input instanceof CancelReceived
        ? turn.tell(new InputForwarded(plan.to(), plan.leg(), input)).told()
        : Decision.refused(
            "at most " + Load.BURST + " messages out of turn on leg " + plan.leg(),
            input.getClass().getSimpleName());
  }

  /// The first call hears that it is over, and so is the call.
  static Decision over(Turn turn, Sender sender, CallMessage.LegOver message) {
    if (!(turn.call().plan() instanceof Plan.HandedOver plan)
        || !AggregateId.of(plan.to()).equals(sender.id())
        || !plan.leg().equals(message.leg())) {
      return Decision.refused("a leg that was handed over", sender.toString());
    }
    int status = message.status();
    EndCause cause = status < 300 ? EndCause.HANDED_OVER : Failure.causeOf(status);
    String text = "leg " + plan.leg() + " went on in call " + plan.to();
    Endings.end(turn, new Outcome(cause, plan.leg(), status, text));
    return turn.told();
  }
}
