package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.session.OwnSession;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parked party and whoever came for it: a leg that its own call has handed over. It is answered
/// with what the parked one has agreed on, so that nobody is offered anything anew.
final class Retrieval {
  private Retrieval() {}

  /// A leg comes. Where it cannot be connected its party is refused.
  ///
  /// @param slot where the parked party was found
  static Decision begin(Turn turn, Sender sender, HandedLeg handed, @Nullable ParkSlot slot) {
    ActiveCall call = turn.call();
    Media media = call.media();
    boolean isHere =
        call.plan() instanceof Plan.Parked parked
            && parked.slot().equals(slot)
            && parked.retriever() == null
            && call.caller() instanceof Leg.Talking;
    if (!isHere || media == null || call.takenOver().size() >= HandedLegs.MOST_TAKEN) {
      return HandedLegs.turnedAway(turn, sender, handed, 480);
    }
    RelayedSession offer = RelayedSession.read(handed.content().body());
    List<Payload> agreed = offer == null ? List.of() : agreed(media, offer);
    if (offer == null || agreed.isEmpty() || !MediaPlaces.canCarry(turn, offer.audio())) {
      return HandedLegs.turnedAway(turn, sender, handed, 488);
    }
    LegId leg = HandedLegs.taken(turn, sender, handed, null);
    // Nobody hears anybody before the answer.
    Endpoint blank = MediaPlans.blank(leg, AddressFamily.IP4, new Source.Silence());
    Endpoint endpoint =
        MediaPlans.watched(MediaPlans.described(blank, offer.audio(), agreed), call.limits());
    MediaPlans.awaited(turn, media, endpoint);
    return turn.told();
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
      HandedLegs.refuse(turn, leg, status);
    }
  }
}
