package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Bridge;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.call.state.Requested;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.dialog.Dialog;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ControlGranted;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.EventOfBefore;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.event.InputForwarded;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.InviteRepeated;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegResumed;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.OccupantSought;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.event.ProgressHeard;
import io.switchlog.schemas.event.ProgressRepeated;
import io.switchlog.schemas.event.RefreshAnswered;
import io.switchlog.schemas.event.RefreshDeferred;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.ReofferRefused;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import io.switchlog.schemas.event.SessionTimed;
import io.switchlog.schemas.event.SessionUntimed;
import io.switchlog.schemas.event.SlotMissed;
import io.switchlog.schemas.event.SlotSought;
import io.switchlog.schemas.event.StageBegan;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.event.UserFound;
import io.switchlog.schemas.event.UserSought;
import io.switchlog.schemas.request.ControlRequest;
import io.switchlog.wire.sip.Methods;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The fold: what each event makes true.
public final class Evolution {
  private Evolution() {}

  /// The call after an event.
  ///
  /// @param at the event's time
  /// @param birth the life that the call is, where it begins with the event
  public static Call after(@Nullable Call state, CallEvent event, Instant at, long birth) {
    Call after = folded(state, event, at, birth);
    return after instanceof ActiveCall call
        ? NamesEvolution.after(call, event).withLoad(call.load().after(event, at))
        : after;
  }

  private static Call folded(@Nullable Call state, CallEvent event, Instant at, long birth) {
    if (state == null) {
      if (event instanceof CallOffered offered) {
        return offered(offered, birth);
      }
      if (event instanceof CallOriginated originated) {
        return originated(originated, birth);
      }
      throw new ImpossibleHistory(
          "CallOffered or CallOriginated as the first event", Legs.name(event));
    }
    if (!(state instanceof ActiveCall call)) {
      throw new ImpossibleHistory("no event after CallEnded", Legs.name(event));
    }
    return switch (event) {
      case CallOffered _, CallOriginated _ ->
          throw new ImpossibleHistory("the first event once", Legs.name(event));
      case ControlGranted(ControlRequest request, String key) ->
          call.withRequest(new Requested(key, request, true));
      case ControlRefused(ControlRequest request, String key, String _) ->
          call.withRequest(new Requested(key, request, false));
      case CallRouted routed -> PlanEvolution.routed(call, routed, at);
      case MediaRequested requested ->
          PlanEvolution.awaitingNext(MediaEvolution.requested(call, requested));
      case MediaReady ready -> MediaEvolution.ready(call, ready);
      case MediaLost lost -> MediaEvolution.lost(call, lost);
      case LegReoffered reoffered ->
          ChallengeEvolution.sending(
              MediaEvolution.reoffered(call, Legs.talking(call, reoffered.leg()), reoffered),
              reoffered.leg(),
              Methods.INVITE,
              reoffered.cseq(),
              reoffered.content());
      case ReofferAccepted accepted ->
          MediaEvolution.accepted(call, Legs.talking(call, accepted.leg()), accepted, at);
      case ReofferDeferred deferred ->
          MediaEvolution.deferred(call, Legs.talking(call, deferred.leg()), deferred);
      case ReofferRefused refused ->
          MediaEvolution.refused(call, Legs.talking(call, refused.leg()), refused);
      case SessionTimed timed -> SessionEvolution.timed(call, timed, at);
      case SessionUntimed(LegId leg) -> SessionEvolution.untimed(call, leg);
      case RefreshSent sent ->
          ChallengeEvolution.sending(
              SessionEvolution.sent(call, sent),
              sent.leg(),
              Methods.UPDATE,
              sent.cseq(),
              sent.content());
      case RefreshAnswered answered -> SessionEvolution.answered(call, answered);
      case RefreshDeferred deferred -> SessionEvolution.deferred(call, deferred);
      case SlotSought sought -> ParkEvolution.sought(call, sought);
      case SlotMissed _ -> ParkEvolution.missed(call);
      case CallParked parked -> ParkEvolution.parked(call, parked);
      case CallUnparked _ -> ParkEvolution.unparked(call);
      case UserSought sought -> PlanEvolution.userSought(call, sought);
      case UserFound found -> PlanEvolution.userFound(call, found, at);
      case OccupantSought sought -> ParkEvolution.occupantSought(call, sought);
      case LegHandedOver handed -> HandoverEvolution.handedOver(call, handed);
      case LegTakenOver taken -> HandoverEvolution.takenOver(call, taken);
      case DialogHandedOver handed -> HandoverEvolution.handedOver(call, handed);
      case DialogTakenOver taken -> HandoverEvolution.takenOver(call, taken, at);
      case DialogTurnedAway away -> HandoverEvolution.turnedAway(call, away, at);
      case DialogReturned returned -> HandoverEvolution.returned(call, returned, at);
      case StageBegan(int stage) -> PlanEvolution.stageBegan(call, stage, at);
      case TargetSkipped skipped -> PlanEvolution.skipped(call, skipped);
      case LegRedirected redirected -> PlanEvolution.redirected(call, redirected);
      case LegDialed dialed -> PlanEvolution.rung(LegEvolution.dialed(call, dialed), dialed.leg());
      case InviteRepeated repeated ->
          ChallengeEvolution.sending(
              LegEvolution.repeated(call, repeated),
              repeated.leg(),
              Methods.INVITE,
              repeated.cseq(),
              repeated.content());
      case RequestChallenged challenged -> ChallengeEvolution.challenged(call, challenged);
      case ProgressHeard heard -> LegEvolution.heard(call, heard);
      case ProgressAcknowledged progress ->
          ChallengeEvolution.sending(
              LegEvolution.acknowledged(call, progress),
              progress.leg(),
              Methods.PRACK,
              progress.cseq(),
              Content.NONE);
      case ProgressRepeated repeated -> LegEvolution.progressRepeated(call, repeated);
      case LegRang rang -> PlanEvolution.told(LegEvolution.rang(call, rang), rang);
      case LegPickedUp pickedUp -> LegEvolution.pickedUp(call, pickedUp, at);
      case InviteAnswered answered -> LegEvolution.inviteAnswered(call, answered);
      case LegConfirmed confirmed -> LegEvolution.confirmed(call, confirmed, at);
      case LegMoved moved -> LegEvolution.moved(call, moved);
      case LegFailed failed ->
          PlanEvolution.failed(LegEvolution.gone(call, failed.leg(), null), failed);
      case InviteRefused refused ->
          HandoverEvolution.without(
              LegEvolution.gone(call, refused.leg(), null), refused.leg(), at);
      case LegLeft(LegId leg, PeerRequest bye) ->
          HandoverEvolution.without(LegEvolution.gone(call, leg, bye.transaction().key()), leg, at);
      case LegDismissed dismissed ->
          HandoverEvolution.without(
              ChallengeEvolution.dismissed(
                  LegEvolution.dismissed(PlanEvolution.dismissed(call, dismissed), dismissed),
                  dismissed),
              dismissed.leg(),
              at);
      case LegClosed(LegId leg, int _, String _) -> LegEvolution.gone(call, leg, null);
      case LegsBridged(LegId one, LegId other) -> bridged(call, one, other);
      case CallAnswered(Instant until) ->
          PlanEvolution.answered(call).arm(CallTimer.MAX_DURATION, until);
      case CallEstablished _ -> call.asEstablished();
      case RequestPassed passed ->
          ChallengeEvolution.sending(
              ExchangeEvolution.passed(call, passed),
              passed.target(),
              passed.request().method(),
              passed.cseq(),
              passed.content());
      case ResponsePassed passed -> ExchangeEvolution.passedBack(call, passed, at);
      case RequestAnswered answered -> ExchangeEvolution.requestAnswered(call, answered);
      case RequestCancelled cancelled -> ExchangeEvolution.requestCancelled(call, cancelled);
      case LegHeld(LegId leg) -> call.with(Legs.talking(call, leg).withHeld(true));
      case LegResumed(LegId leg) -> call.with(Legs.talking(call, leg).withHeld(false));
      case AckRepeated _, FailureAcknowledged _, InputForwarded _, LegTurnedAway _ -> call;
      case ExtraAnswerReleased extra -> ChallengeEvolution.released(call, extra);
      case CallEnding(Outcome outcome) -> EndingEvolution.ending(call, outcome);
      case CallQuarantined _ -> call;
      case CallEnded ended -> EndingEvolution.ended(call, ended);
      case EventOfBefore before -> WordsOfBefore.after(call, before, at);
    };
  }

  private static ActiveCall offered(CallOffered offered, long birth) {
    return ActiveCall.offered(
        offered.call(),
        offered.secretKey(),
        Dialect.of(offered.dialect()),
        birth,
        Leg.Calling.of(
            LegId.CALLER,
            Dialog.of(offered.dialog(), 0),
            offered.invite(),
            offered.maxForwards(),
            offered.content()));
  }

  private static ActiveCall originated(CallOriginated event, long birth) {
    ControlRequest.Originate request = event.request();
    Plan.Limits limits =
        new Plan.Limits(
            event.ringTimeoutSeconds(),
            event.maxDurationSeconds(),
            event.rtpTimeoutSeconds(),
            event.sessionSeconds(),
            null);
    return ActiveCall.originated(
        event.call(),
        event.secretKey(),
        Dialect.of(event.dialect()),
        birth,
        event.uri() == null
            ? new Plan.None()
            : new Plan.Originate(
                event.uri(), request.to(), request.callerId(), limits, event.credentials(), null),
        new Requested(event.idempotencyKey(), request, true));
  }

  private static ActiveCall bridged(ActiveCall call, LegId one, LegId other) {
    var _ = Legs.talking(call, one);
    var _ = Legs.talking(call, other);
    if (!call.isAlone(one) || !call.isAlone(other)) {
      throw new ImpossibleHistory("legs in no bridge", "one of " + one + " and " + other);
    }
    return PlanEvolution.connected(call.bridged(new Bridge(one, other)));
  }
}
