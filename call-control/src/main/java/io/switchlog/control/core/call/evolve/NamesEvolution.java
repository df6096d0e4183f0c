package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.PartyNames;
import io.switchlog.control.core.dialog.EndToEnd;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.config.CrossingPolicy;
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
import org.jspecify.annotations.Nullable;

/// The part of the fold that is about what parties go by (RFC 7989).
final class NamesEvolution {
  private NamesEvolution() {}

  /// @param call after all else that the event makes true
  static ActiveCall after(ActiveCall call, CallEvent event) {
    return call.dialect().namesParties() ? call.with(names(call, call.names(), event)) : call;
  }

  private static PartyNames names(ActiveCall call, PartyNames names, CallEvent event) {
    return switch (event) {
      case CallOffered offered -> with(names, LegId.CALLER, offered.invite(), PartyNames.EXCHANGE);
      case CallRouted routed -> hiding(names, routed.policy());
      case LegDialed dialed -> names.with(dialed.leg(), null, callerFor(dialed.leg()));
      case LegTakenOver taken ->
          with(names, taken.leg(), taken.handed().invite(), otherOf(names, taken.insteadOf()));
      case DialogTakenOver taken ->
          names.with(taken.leg(), taken.handed().uuid(), LegId.CALLER.value());
      case DialogReturned back -> names.saying(back.handed().leg(), back.handed().uuid());
      // The caller has one early dialog, ours, whoever rings.
      case LegRang rang ->
          heard(call, names.opening(rang.leg(), rang.uuid()), call.caller(), rang.leg());
      case LegFailed failed -> names.saying(failed.leg(), failed.uuid());
      case LegPickedUp picked ->
          speaking(names.opening(picked.leg(), picked.dialog().uuid()), picked.leg());
      case LegDismissed dismissed when dismissed.dialog() != null ->
          names.opening(dismissed.leg(), dismissed.dialog().uuid());
      case LegsBridged(LegId one, LegId other) ->
          names.speaking(one, other.value()).speaking(other, one.value());
      case CallParked _ -> names.speaking(LegId.CALLER, PartyNames.EXCHANGE);
      case CallEnding(Outcome outcome) -> heard(call, names, call.caller(), outcome.by());
      case LegMoved moved when moved.invite() != null ->
          names.saying(moved.leg(), moved.invite().uuid());
      case LegLeft(LegId leg, PeerRequest bye) -> names.saying(leg, bye.uuid());
      case RequestPassed passed -> names.saying(passed.leg(), passed.request().uuid());
      case RequestAnswered answered -> names.saying(answered.leg(), answered.request().uuid());
      case ResponsePassed passed -> names.saying(passed.leg(), passed.uuid());
      case ReofferAccepted accepted -> names.saying(accepted.leg(), accepted.uuid());
      case RefreshAnswered answered -> names.saying(answered.leg(), answered.uuid());
      case AckRepeated _,
          CallAnswered _,
          CallEnded _,
          CallEstablished _,
          CallOriginated _,
          CallQuarantined _,
          CallUnparked _,
          ControlGranted _,
          ControlRefused _,
          EventOfBefore _,
          ExtraAnswerReleased _,
          FailureAcknowledged _,
          InputForwarded _,
          InviteAnswered _,
          InviteRefused _,
          InviteRepeated _,
          LegClosed _,
          LegConfirmed _,
          LegDismissed _,
          LegHandedOver _,
          LegHeld _,
          LegMoved _,
          LegRedirected _,
          LegReoffered _,
          LegResumed _,
          LegTurnedAway _,
          MediaLost _,
          MediaReady _,
          MediaRequested _,
          OccupantSought _,
          UserSought _,
          UserFound _,
          ProgressAcknowledged _,
          ProgressHeard _,
          ProgressRepeated _,
          RefreshDeferred _,
          RefreshSent _,
          ReofferDeferred _,
          ReofferRefused _,
          DialogHandedOver _,
          DialogTurnedAway _,
          RequestCancelled _,
          RequestChallenged _,
          SessionTimed _,
          SessionUntimed _,
          SlotMissed _,
          SlotSought _,
          StageBegan _,
          TargetSkipped _ ->
          names;
    };
  }

  private static PartyNames with(PartyNames names, LegId leg, PeerRequest invite, int other) {
    return names.with(leg, invite.uuid(), other);
  }

  private static int callerFor(LegId dialed) {
    return dialed.equals(LegId.CALLER) ? PartyNames.EXCHANGE : LegId.CALLER.value();
  }

  /// Whoever comes takes the place of a leg, or is there for the parked caller.
  private static int otherOf(PartyNames names, @Nullable LegId insteadOf) {
    return insteadOf == null ? LegId.CALLER.value() : names.otherOf(insteadOf);
  }

  private static PartyNames hiding(PartyNames names, @Nullable CrossingPolicy policy) {
    return policy == null
        ? names.hiding(false, false)
        : names.hiding(
            !EndToEnd.namesParty(policy.toCalled()), !EndToEnd.namesParty(policy.toCaller()));
  }

  /// A caller who waits hears of a party that is called.
  private static PartyNames heard(
      ActiveCall call, PartyNames names, @Nullable Leg caller, @Nullable LegId of) {
    return caller instanceof Leg.Calling && of != null && call.isDialed(of)
        ? speaking(names, of)
        : names;
  }

  /// The caller hears us speak for whom it has called.
  private static PartyNames speaking(PartyNames names, LegId called) {
    return called.equals(LegId.CALLER) ? names : names.speaking(LegId.CALLER, called.value());
  }
}
