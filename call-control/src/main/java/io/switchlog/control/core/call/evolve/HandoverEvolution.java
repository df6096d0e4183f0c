package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.OurSession;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.SessionTimer;
import io.switchlog.control.core.call.state.TakenOver;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.control.core.dialog.LegCredentials;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.HandedTimer;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegTakenOver;
import java.time.Instant;

/// The part of the fold that is about legs which go from one call to another.
final class HandoverEvolution {
  private HandoverEvolution() {}

  static ActiveCall handedOver(ActiveCall call, LegHandedOver event) {
    Leg.Calling leg = Legs.calling(call, event.handed().leg());
    return call.with(new Leg.HandedOver(leg.id(), leg.edge(), event.to()))
        .ledBy(new Plan.HandedOver(event.to(), leg.id()))
        .disarm(CallTimer.SLOT_ANSWER)
        .disarm(new CallTimer.Progress(leg.id()))
        .arm(CallTimer.MAX_DURATION, event.until());
  }

  static ActiveCall takenOver(ActiveCall call, LegTakenOver event) {
    HandedLeg handed = event.handed();
    Legs.next(call, event.leg());
    ActiveCall after =
        call.with(
                Leg.Calling.of(
                    event.leg(),
                    Dialog.of(handed.dialog(), 0),
                    handed.invite(),
                    handed.maxForwards(),
                    handed.content()))
            .withTakenOver(
                new TakenOver(
                    event.leg(),
                    event.from(),
                    event.fromLife(),
                    handed.leg(),
                    event.insteadOf(),
                    null));
    if (call.plan() instanceof Plan.Parked parked && parked.retriever() == null) {
      return retrieved(after, parked, event.leg());
    }
    if (call.plan() instanceof Plan.Connected connected
        && connected.replacing() == null
        && event.insteadOf() != null) {
      var replacing = new Plan.Replacing(event.leg(), event.insteadOf());
      return after.ledBy(new Plan.Connected(connected.limits(), replacing));
    }
    throw new ImpossibleHistory("a call that nobody else comes to yet", call.plan().toString());
  }

  /// Nobody waits for the media node's answer because of a leg that came to nothing; the others do
  /// where no plan is in force yet.
  private static ActiveCall withoutItsMedia(ActiveCall call) {
    return call.media() != null && call.media().inForce() == null
        ? call
        : call.disarm(CallTimer.MEDIA_ANSWER);
  }

  private static ActiveCall retrieved(ActiveCall call, Plan.Parked parked, LegId leg) {
    return call.ledBy(parked.retrievedBy(leg)).disarm(CallTimer.RECALL);
  }

  static ActiveCall handedOver(ActiveCall call, DialogHandedOver event) {
    Leg.Talking leg = Legs.talking(call, event.handed().leg());
    return idle(call, leg.id())
        .with(new Leg.HandedOver(leg.id(), leg.edge(), event.to()))
        .ledBy(new Plan.HandedOver(event.to(), leg.id()))
        .withoutMedia(event.planVersion())
        .disarm(CallTimer.SLOT_ANSWER)
        .disarm(CallTimer.MEDIA_ANSWER)
        .disarm(CallTimer.MEDIA_LOST)
        .arm(CallTimer.MAX_DURATION, event.until());
  }

  /// With no timer of a leg's session.
  private static ActiveCall idle(ActiveCall call, LegId leg) {
    return call.disarm(new CallTimer.Session(leg)).disarm(new CallTimer.Reoffer(leg));
  }

  static ActiveCall takenOver(ActiveCall call, DialogTakenOver event, Instant at) {
    HandedDialog handed = event.handed();
    Legs.next(call, event.leg());
    if (!(call.plan() instanceof Plan.Parked parked) || parked.retriever() != null) {
      throw new ImpossibleHistory("a parked call that nobody comes for", call.plan().toString());
    }
    ActiveCall after =
        talking(call, event.leg(), handed, at)
            .withTakenOver(
                new TakenOver(
                    event.leg(),
                    event.from(),
                    event.fromLife(),
                    handed.leg(),
                    null,
                    new TakenOver.Talking(handed.dialed(), handed.sessionId(), handed.localTag())));
    return retrieved(after, parked, event.leg());
  }

  /// A leg that talked in another call goes on in this one.
  private static ActiveCall talking(ActiveCall call, LegId id, HandedDialog handed, Instant at) {
    HandedTimer timer = handed.timer();
    Leg.OurInvite answered =
        handed.inviteCseq() == 0
            ? null
            : new Leg.OurInvite(handed.inviteCseq(), null, handed.ackContent(), at);
    ActiveCall after =
        call.with(
            new Leg.Talking(
                id,
                handed.edge(),
                Dialog.of(handed.dialog(), handed.localCseq(), handed.localTag()),
                answered,
                null,
                handed.held(),
                OurSession.of(handed.sessionVersion(), handed.session()),
                timer == null ? null : timer(timer)));
    if (handed.credentials() != null) {
      after =
          after.with(
              id,
              LegCredentials.of(
                  handed.credentials(), handed.dialog().remoteTarget(), handed.nonces()));
    }
    return timer == null ? after : after.arm(new CallTimer.Session(id), timer.due());
  }

  private static SessionTimer timer(HandedTimer timer) {
    return new SessionTimer(
        timer.seconds(),
        timer.refreshedByUs(),
        timer.leastSeconds(),
        timer.byUpdate(),
        timer.overAt(),
        null);
  }

  /// It is another call's again.
  static ActiveCall turnedAway(ActiveCall call, DialogTurnedAway event, Instant at) {
    LegId leg = event.leg();
    return leg == null ? call : without(LegEvolution.gone(idle(call, leg), leg, null), leg, at);
  }

  static ActiveCall returned(ActiveCall call, DialogReturned event, Instant at) {
    return talking(call, event.handed().leg(), event.handed(), at);
  }

  /// A leg came to nothing: where it had come for the parked one, that one waits on, and not longer
  /// than it would have; where it was to take another leg's place, that one keeps it.
  static ActiveCall without(ActiveCall call, LegId leg, Instant at) {
    if (call.plan() instanceof Plan.Connected(Plan.Limits limits, Plan.Replacing replacing)
        && replacing != null
        && replacing.leg().equals(leg)) {
      return withoutItsMedia(call.ledBy(new Plan.Connected(limits)));
    }
    if (!(call.plan() instanceof Plan.Parked parked) || !leg.equals(parked.retriever())) {
      return call;
    }
    ActiveCall after = withoutItsMedia(call.ledBy(parked.retrievedBy(null)));
    Instant recallAt = parked.recallAt();
    return recallAt == null
        ? after
        : after.arm(CallTimer.RECALL, recallAt.isBefore(at) ? at : recallAt);
  }
}
