package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
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
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parked party and whoever came for it: a leg that its own call has handed over. One that calls
/// is answered with what the parked one has agreed on, one that talks already is offered that: the
/// parked one is offered nothing anew.
final class Retrieval {
  private Retrieval() {}

  /// A leg comes. Where it cannot be connected its party is refused.
  ///
  /// @param slot where the parked party was found
  static Decision begin(Turn turn, Sender sender, HandedLeg handed, @Nullable ParkSlot slot) {
    ActiveCall call = turn.call();
    Media media = call.media();
    if (!isWaiting(call, slot)
        || media == null
        || (call.caller() instanceof Leg.Talking parked
            && HandedLegs.wantsMore(turn, handed.dialog(), true, parked))) {
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

  /// A leg that talks comes. It is offered what the parked party has agreed on, when the node hears
  /// it.
  static Decision begin(Turn turn, Sender sender, HandedDialog handed, ParkSlot slot) {
    ActiveCall call = turn.call();
    Media media = call.media();
    if (!isWaiting(call, slot)
        || media == null
        || (call.caller() instanceof Leg.Talking parked
            && HandedLegs.wantsMore(turn, handed.dialog(), !handed.dialed(), parked))) {
      return HandedDialogs.turnedAway(turn, sender, handed, 480);
    }
    LegId leg = HandedDialogs.taken(turn, sender, handed);
    RelayedSession known = RelayedSession.read(handed.session());
    RemoteAddress ours = known == null ? null : known.audio().remote();
    Endpoint blank =
        MediaPlans.blank(
            leg,
            ours == null ? AddressFamily.IP4 : MediaPlaces.family(ours.host()),
            new Source.Silence());
    MediaPlans.awaited(
        turn,
        media,
        MediaPlans.watched(blank.withPayloads(media.agreed(LegId.CALLER)), call.limits()));
    return turn.told();
  }

  /// Whether somebody is parked there whom nobody else has come for.
  private static boolean isWaiting(ActiveCall call, @Nullable ParkSlot slot) {
    return call.plan() instanceof Plan.Parked parked
        && parked.slot().equals(slot)
        && parked.retriever() == null
        && call.caller() instanceof Leg.Talking
        && call.takenOver().size() < HandedLegs.MOST_TAKEN;
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

  /// The node hears both.
  static void connect(Turn turn, Plan.Parked plan) {
    LegId id = plan.retriever();
    Media media = turn.call().media();
    if (id == null || media == null) {
      return;
    }
    switch (turn.call().leg(id)) {
      case Leg.Calling leg -> answer(turn, plan, leg, media);
      case Leg.Talking leg -> {
        if (Glare.isFree(turn.call(), leg)) {
          offer(turn, leg);
        } else if (leg.session().open() == null
            && !turn.call().isArmed(new CallTimer.Reoffer(id))) {
          // It has just begun to change its session itself.
          HandedDialogs.giveBack(turn, leg, 500);
        }
      }
      case Leg.Dialing _, Leg.Leaving _, Leg.HandedOver _, Leg.Gone _ -> {
        // It goes already.
      }
      case null -> {
        // It never was.
      }
    }
  }

  /// The two talk.
  private static void answer(Turn turn, Plan.Parked plan, Leg.Calling leg, Media media) {
    LegId id = leg.id();
    ActiveCall call = turn.call();
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

  /// Who talks already is offered what the parked party has agreed on, as the next version of its
  /// session (RFC 3264 section 8).
  static void offer(Turn turn, Leg.Talking leg) {
    ActiveCall call = turn.call();
    Media media = call.media();
    LocalEndpoint endpoint = media == null ? null : media.local(leg.id());
    if (media == null || endpoint == null) {
      return;
    }
    Bytes offer =
        OwnSession.offer(
            endpoint,
            media.agreed(LegId.CALLER),
            call.sessionId(leg.id()),
            leg.session().nextVersion());
    turn.tell(
        new LegReoffered(
            leg.id(),
            leg.dialog().nextCseq(),
            SessionTimers.inRequest(leg, OwnHeaders.session(offer))));
  }

  /// It has answered: the two talk.
  static void agreed(Turn turn, Plan.Parked plan, LegId id, RelayedSession answer) {
    Media media = turn.call().media();
    List<Payload> agreed = media == null ? List.of() : agreed(media, answer);
    if (agreed.isEmpty()) {
      giveUp(turn, plan, 488);
      return;
    }
    turn.tell(new LegsBridged(LegId.CALLER, id));
    turn.tell(new CallUnparked(plan.slot(), CallUnparked.Why.RETRIEVED));
    MediaPlans.fetched(turn, id, agreed);
  }

  /// Its dialog is lost, and the parked party waits on.
  static void broke(Turn turn, LegId id, Outcome outcome) {
    if (turn.call().leg(id) instanceof Leg.Talking leg) {
      Endings.bye(turn, leg, Endings.reason(outcome));
    }
    MediaPlans.withoutThoseGone(turn);
  }

  /// It comes to nothing, and the parked party waits on.
  static void giveUp(Turn turn, Plan.Parked plan, int status) {
    LegId id = plan.retriever();
    if (id == null) {
      return;
    }
    if (turn.call().leg(id) instanceof Leg.Talking leg) {
      HandedDialogs.giveBack(turn, leg, status);
    } else {
      HandedLegs.refuse(turn, id, status);
    }
  }
}
