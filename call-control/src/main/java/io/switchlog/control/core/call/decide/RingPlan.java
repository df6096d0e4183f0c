package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.EarlyAgreement;
import io.switchlog.control.core.call.state.Failure;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.session.RelayedSession;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.event.Audio;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.StageBegan;
import io.switchlog.schemas.event.TargetSkipped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The plan that rings parties in stages and bridges the caller to the first that answers:
///
///     stage ──> targets that are due ──> [media ──>] LegDialed ──answers──> bridged, losers cancelled
///       ^                                               └──fails, rings out──┐
///       └──────────── next stage, where nobody rings any more <──────────────┤
///                     the best failure to the caller, where none is left <───┘
final class RingPlan {
  private RingPlan() {}

  static void decide(Turn turn, Plan.Ring plan, PlanInput input) {
    switch (input) {
      case PlanInput.Begins _, PlanInput.NextDue _ -> ringNext(turn);
      case PlanInput.MediaServed _ -> {
        RingTargets.dialPlanned(turn);
        ringNext(turn);
      }
      case PlanInput.MediaRefused _ -> mediaRefused(turn, plan);
      case PlanInput.MediaGone(boolean forGood) -> mediaGone(turn, plan, forGood);
      case PlanInput.Progressed(Leg.Dialing leg, Reply reply) ->
          RingProgress.told(turn, plan, leg, reply);
      case PlanInput.PickedUp(Leg.Dialing leg, Reply reply) -> pickedUp(turn, plan, leg, reply);
      case PlanInput.Failed() -> goOn(turn);
      case PlanInput.Redirected(LegId leg, List<String> uris) -> redirected(turn, plan, leg, uris);
      case PlanInput.RangOut(LegId leg) -> rangOut(turn, leg);
      case PlanInput.GaveUp(LegId _, Outcome outcome, Content farewell) ->
          Endings.endWith(turn, outcome, farewell);
      // Nobody talks yet but a caller who was rung itself, or was parked, which is an answer.
      case PlanInput.Left(LegId leg, Content farewell) ->
          Endings.endWith(
              turn,
              turn.call().parking() != null
                  ? Endings.hungUp(leg)
                  : new Outcome(EndCause.CANCELLED, leg, 487, "the caller gave up"),
              farewell);
      case PlanInput.Declined(LegId _, int _, Outcome outcome) -> Endings.end(turn, outcome);
      case PlanInput.Broke(Outcome outcome) -> Endings.end(turn, outcome);
      case PlanInput.OfParking _, PlanInput.OfSeeking _ -> {
        // The caller is parked no more, or not again yet; who is rung is known.
      }
    }
  }

  /// Rings whom it is time for.
  private static void ringNext(Turn turn) {
    RingTargets.ring(turn, false);
    goOn(turn);
  }

  /// Where somebody failed and nobody rings any more, whoever comes next is rung: the rest of the
  /// stage, whose delays were to leave others some time, then the next stage. Where nobody is left,
  /// or a failure speaks for all, the caller hears the best of them.
  private static void goOn(Turn turn) {
    while (WaitingCaller.of(turn.call()) != null
        && turn.call().plan() instanceof Plan.Ring plan
        && plan.failure() != null) {
      boolean stops = plan.failure().isGlobal();
      if (!stops && (isRinging(turn.call()) || turn.call().plannedLegs() > 0)) {
        RingProgress.hearAnother(turn, plan);
        return;
      }
      boolean isOver = plan.left().isEmpty();
      if (stops || (isOver && !plan.hasNextStage())) {
        end(turn, plan.isPlain() ? plan.failure() : plan.failure().ofOneOfSeveral());
        return;
      }
      if (isOver) {
        turn.tell(new StageBegan(plan.stage() + 1));
      }
      RingTargets.ring(turn, true);
    }
  }

  /// The media node cannot do what was asked for last: those whom it was asked for do not ring, and
  /// the others ring on as they did.
  private static void mediaRefused(Turn turn, Plan.Ring plan) {
    if (plan.isMixed() && !MediaPlans.canGoBack(turn)) {
      mediaGone(turn, plan, true);
      return;
    }
    int planned = turn.call().plannedLegs();
    Set<LegId> served = MediaPlans.backToWhatIsInForce(turn);
    skipPlanned(turn, planned);
    cancelRelayed(turn, plan, served);
    if (plan.isMixed()) {
      RingTargets.ring(turn, false);
    }
    goOn(turn);
  }

  /// There is no media node: those who need one are not rung, and ring on only where one may come
  /// back to them. Those who need none are rung, and ring on.
  private static void mediaGone(Turn turn, Plan.Ring plan, boolean forGood) {
    boolean waits =
        !forGood
            && turn.call().legs().stream()
                .anyMatch(leg -> leg instanceof Leg.Dialing && !plan.isBypassed(leg.id()));
    int planned = turn.call().plannedLegs();
    if (waits) {
      MediaPlans.withoutThoseGone(turn);
    } else {
      MediaPlans.release(turn);
    }
    skipPlanned(turn, planned);
    if (!waits) {
      cancelRelayed(turn, plan, Set.of());
    }
    RingTargets.ring(turn, false);
    goOn(turn);
  }

  private static void skipPlanned(Turn turn, int planned) {
    for (int i = 0; i < planned; i++) {
      turn.tell(new TargetSkipped(503, OwnHeaders.phrase(503)));
    }
  }

  /// @param served whom the media node carries still
  private static void cancelRelayed(Turn turn, Plan.Ring plan, Set<LegId> served) {
    for (Leg leg : turn.call().legs()) {
      if (leg instanceof Leg.Dialing dialing
          && !plan.isBypassed(leg.id())
          && !served.contains(leg.id())) {
        Endings.cancel(turn, dialing, OwnHeaders.reason(47, "no media for this party"));
      }
    }
  }

  /// RFC 3261 section 8.1.3.4: nobody is rung twice, and not more than the rule allows.
  private static void redirected(Turn turn, Plan.Ring plan, LegId leg, List<String> uris) {
    Set<String> tried = new HashSet<>();
    plan.stages().forEach(stage -> stage.targets().forEach(target -> tried.add(target.uri())));
    List<String> fresh =
        uris.stream().filter(tried::add).limit(Math.max(0, plan.redirections())).toList();
    if (fresh.isEmpty()) {
      goOn(turn);
    } else {
      turn.tell(new LegRedirected(leg, fresh));
      ringNext(turn);
    }
  }

  private static boolean isRinging(ActiveCall call) {
    return call.legs().stream().anyMatch(Leg.Dialing.class::isInstance);
  }

  private static void end(Turn turn, Failure failure) {
    Action.Park parking = turn.call().parking();
    if (parking != null && turn.call().caller() instanceof Leg.Talking) {
      ParkPlan.again(turn, parking);
      return;
    }
    Endings.endRefusing(
        turn,
        failure.outcome(),
        new Endings.Refusal(failure.status(), failure.reason(), failure.content()));
  }

  private static void rangOut(Turn turn, LegId id) {
    if (turn.call().leg(id) instanceof Leg.Dialing leg) {
      Endings.cancel(turn, leg, OwnHeaders.reason(19, OwnHeaders.phrase(480)));
      goOn(turn);
    }
  }

  private static void pickedUp(Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    if (!(turn.call().caller() instanceof Leg.Calling caller)) {
      pickedUpForOneWhoTalks(turn, plan, leg, reply);
      return;
    }
    EarlyAgreement agreement = leg.dialogs().agreement(reply.remoteTag());
    boolean delayedOffer = leg.isDelayedOffer() && agreement == null;
    Crossing answer = EarlySession.answer(turn, plan, caller, leg, reply);
    if (answer == null
        || (!plan.isBypassed(leg.id()) && !MediaPlaces.canCarry(turn, answer.audio()))) {
      unusable(turn, leg, reply);
      return;
    }
    Audio audio = answer.audio();
    turn.tell(
        new LegPickedUp(leg.id(), reply.dialog(), delayedOffer ? reply.content().body() : null));
    SessionTimers.pickedUp(turn, leg, reply);
    OwnReply.tell(
        turn,
        caller,
        new InviteAnswered(
            LegId.CALLER,
            reply.status(),
            reply.reason(),
            answer.content(),
            delayedOffer,
            delayedOffer ? audio : null));
    connect(turn, plan, leg.id(), delayedOffer ? null : audio);
    if (EarlyAgreement.hasChanged(caller.agreement())) {
      EarlyOffers.tellHolds(turn, caller.id());
    }
    if (EarlyAgreement.hasChanged(agreement)) {
      EarlyOffers.tellHolds(turn, leg.id());
    }
  }

  /// The caller has a session with us, for it was rung itself or parked: the other party was
  /// offered what it has agreed on, so that nothing need be offered anew.
  private static void pickedUpForOneWhoTalks(
      Turn turn, Plan.Ring plan, Leg.Dialing leg, Reply reply) {
    RelayedSession session = OwnAnswers.answerTo(leg, reply);
    if (session == null
        || !MediaPlaces.canCarry(turn, session.audio())
        || !RingProgress.isInWhatTheCallerHas(turn.call(), session.audio())) {
      unusable(turn, leg, reply);
      return;
    }
    turn.tell(new LegPickedUp(leg.id(), reply.dialog(), null));
    SessionTimers.pickedUp(turn, leg, reply);
    if (EarlyAgreement.hasChanged(leg.dialogs().agreement(reply.remoteTag()))) {
      connect(turn, plan, leg.id(), EarlySession.audio(turn, leg));
      EarlyOffers.tellHolds(turn, leg.id());
    } else {
      connect(turn, plan, leg.id(), session.audio());
    }
  }

  /// @param answer as in [MediaPlans#connected]
  private static void connect(Turn turn, Plan.Ring plan, LegId leg, @Nullable Audio answer) {
    if (!turn.call().isAnswered()) {
      turn.tell(new CallAnswered(turn.now().plusSeconds(plan.limits().durationSeconds())));
    }
    turn.tell(new LegsBridged(LegId.CALLER, leg));
    // RFC 3326 section 2: a party that rang for nothing hears that somebody else answered, so that
    // its phone shows no missed call.
    for (Leg other : turn.call().legs()) {
      if (other instanceof Leg.Dialing loser) {
        Endings.cancel(turn, loser, OwnHeaders.sipReason(200, "Call completed elsewhere"));
      }
    }
    if (plan.isBypassed(leg)) {
      MediaPlans.release(turn);
    } else {
      MediaPlans.connected(turn, leg, answer);
    }
  }

  /// A 2xx without a description that we can carry: its dialog exists, so it is acknowledged and
  /// ended.
  private static void unusable(Turn turn, Leg.Dialing leg, Reply reply) {
    Failure failure = Failure.noSession(leg.id());
    boolean delayedOffer = leg.isDelayedOffer();
    LateAnswers.dismiss(turn, leg, reply, delayedOffer, Endings.reason(failure.outcome()));
    goOn(turn);
  }
}
