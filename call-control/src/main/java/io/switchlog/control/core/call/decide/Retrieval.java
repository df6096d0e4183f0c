package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Load;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.OwnTag;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.Sender;
import java.util.List;

/// A parked party and whoever came for it: a leg that its own call has handed over. It is answered
/// with what the parked one has agreed on, so that nobody is offered anything anew.
final class Retrieval {
  /// More legs of others a call does not take over in its life: whoever dials its slot and gives up
  /// can do so for ever.
  private static final int MOST_TAKEN = 200;

  /// A call with more events than this turns legs away without one more.
  private static final int MOST_EVENTS = Load.MOST_EVENTS / 2;

  private Retrieval() {}

  /// A leg comes. Where it cannot be connected its party is refused.
  ///
  /// @param slot where the parked party was found
  static Decision begin(Turn turn, Sender sender, HandedLeg handed, ParkSlot slot) {
    ActiveCall call = turn.call();
    Media media = call.media();
    boolean isHere =
        call.plan() instanceof Plan.Parked parked
            && parked.slot().equals(slot)
            && parked.retriever() == null
            && call.caller() instanceof Leg.Talking;
    if (!isHere || media == null || call.takenOver().size() >= MOST_TAKEN) {
      return turnedAway(turn, sender, handed, 480);
    }
    RelayedSession offer = RelayedSession.read(handed.content().body());
    List<Payload> agreed = offer == null ? List.of() : agreed(media, offer);
    if (offer == null || agreed.isEmpty() || !MediaPlaces.canCarry(turn, offer.audio())) {
      return turnedAway(turn, sender, handed, 488);
    }
    LegId leg = new LegId(call.legs().size() + 1);
    turn.tell(
        new LegTakenOver(leg, sender.id().call(), sender.life(), tagged(handed, turn.token(leg))));
    NodeId edge = handed.invite().transaction().edge();
    NodeId heir = Edges.inPlaceOf(turn, edge);
    if (!heir.equals(edge)) {
      // It died on the way here, and nobody else knows that it held the INVITE.
      turn.tell(new LegMoved(leg, heir, null));
    }
    // Nobody hears anybody before the answer.
    Endpoint blank = MediaPlans.blank(leg, AddressFamily.IP4, new Source.Silence());
    Endpoint endpoint =
        MediaPlans.watched(MediaPlans.described(blank, offer.audio(), agreed), call.limits());
    MediaPlans.awaited(turn, media, endpoint);
    return turn.told();
  }

  private static Decision turnedAway(Turn turn, Sender sender, HandedLeg handed, int status) {
    if (turn.call().load().events() > MOST_EVENTS) {
      return turn.stateless().handedOver(sender, handed, status);
    }
    HandedLeg here = tagged(handed, turn.token(LegId.CALLER));
    return turn.tell(new LegTurnedAway(sender.id().call(), sender.life(), here, status)).told();
  }

  private static HandedLeg tagged(HandedLeg handed, String tag) {
    return new HandedLeg(
        handed.leg(),
        OwnTag.with(handed.invite(), tag),
        handed.dialog(),
        handed.maxForwards(),
        handed.content());
  }

  /// What both can do: the G.711 that the parked party uses, and telephone events where they have
  /// the same number.
  private static List<Payload> agreed(Media media, RelayedSession offer) {
    List<Payload> inUse = media.agreed(LegId.CALLER);
    List<Payload> acceptable =
        offer.isPlain() ? OwnSession.acceptable(offer.audio(), inUse) : List.of();
    return acceptable.isEmpty() || !inUse.contains(acceptable.getFirst())
        ? List.of()
        : acceptable.stream().filter(inUse::contains).toList();
  }

  /// The two talk, now that both are heard.
  static void connect(Turn turn, Plan.Parked plan) {
    LegId id = plan.retriever();
    ActiveCall call = turn.call();
    Media media = call.media();
    if (id == null || media == null || !(call.leg(id) instanceof Leg.Calling leg)) {
      return;
    }
    LocalEndpoint endpoint = media.local(id);
    RelayedSession offer = RelayedSession.read(leg.content().body());
    // The parked one may have agreed on something else with us meanwhile.
    List<Payload> agreed = offer == null ? List.of() : agreed(media, offer);
    if (endpoint == null || offer == null || agreed.isEmpty()) {
      giveUp(turn, plan, agreed.isEmpty() ? 488 : 503);
      return;
    }
    Bytes answer = OwnSession.answerWith(offer, agreed, endpoint, call.sessionId(id), 1);
    OwnReply.tell(
        turn,
        leg,
        new InviteAnswered(
            id, 200, OwnHeaders.phrase(200), OwnHeaders.session(answer), false, null));
    turn.tell(new LegsBridged(LegId.CALLER, id));
    turn.tell(new CallUnparked(plan.slot(), CallUnparked.Why.RETRIEVED));
    MediaPlans.fetched(turn, id, agreed);
  }

  /// It comes to nothing, and the parked party waits on.
  static void giveUp(Turn turn, Plan.Parked plan, int status) {
    LegId leg = plan.retriever();
    if (leg != null) {
      refuse(turn, leg, status);
      MediaPlans.withoutThoseGone(turn);
    }
  }

  private static void refuse(Turn turn, LegId id, int status) {
    if (turn.call().leg(id) instanceof Leg.Calling leg) {
      turn.tell(
          new InviteRefused(id, leg.invite(), status, OwnHeaders.phrase(status), Content.NONE));
    }
  }
}
