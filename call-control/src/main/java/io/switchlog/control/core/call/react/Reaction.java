package io.switchlog.control.core.call.react;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.call.state.Call;
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
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.List;

/// The commands that follow from one event and the state it led to, and from nothing else.
public final class Reaction {
  private Reaction() {}

  /// The commands, in the order in which they leave.
  ///
  /// @param state the state that the event led to
  /// @param at the event's time; deadlines count from it
  public static List<AddressedCommand> to(
      ClusterSecret secret, CallEvent event, Call state, Instant at) {
    Outgoing out = new Outgoing(secret, state, at);
    order(event, out);
    return out.commands();
  }

  private static void order(CallEvent event, Outgoing out) {
    switch (event) {
      case CallOffered _,
          CallOriginated _,
          ControlGranted _,
          ControlRefused _,
          CallRouted _,
          CallEstablished _,
          MediaReady _,
          MediaLost _,
          ReofferDeferred _,
          ReofferRefused _,
          SessionTimed _,
          SessionUntimed _,
          RefreshAnswered _,
          RefreshDeferred _,
          LegHeld _,
          LegResumed _,
          SlotSought _,
          SlotMissed _,
          CallParked _,
          CallUnparked _,
          OccupantSought _,
          UserSought _,
          UserFound _,
          LegHandedOver _,
          LegTakenOver _,
          DialogTakenOver _,
          DialogTurnedAway _,
          DialogReturned _,
          InputForwarded _,
          StageBegan _,
          TargetSkipped _,
          LegRedirected _,
          CallAnswered _,
          LegsBridged _,
          CallEnding _,
          LegFailed _,
          LegClosed _,
          CallQuarantined _ -> {
        // Nothing follows but what other events of the same decision ask for.
      }
      case LegDialed(LegId leg, _, _, _, _, _, _, _, _, _) -> OfLegs.invited(leg, out);
      case InviteRepeated(LegId leg, _, _, _) -> OfLegs.invited(leg, out);
      case RequestChallenged challenged -> OfRequests.challenged(challenged, out);
      case RefreshSent sent -> OfRequests.refreshed(sent, out);
      case ProgressHeard heard -> OfAnswers.heard(heard, out);
      case ProgressAcknowledged progress -> OfAnswers.progress(progress, out);
      case ProgressRepeated repeated -> OfLegs.progressRepeated(repeated, out);
      case LegRang rang -> OfLegs.rang(rang, out);
      case LegPickedUp pickedUp -> OfLegs.pickedUp(pickedUp, out);
      case InviteAnswered answered -> OfLegs.inviteAnswered(answered, out);
      case LegConfirmed confirmed -> OfLegs.confirmed(confirmed, out);
      case LegTurnedAway away -> OfLegs.turnedAway(away, out);
      case LegMoved moved -> SendingAgain.moved(moved, out);
      case LegLeft(LegId leg, PeerRequest bye) -> out.answer(leg, bye, 200, "OK", Content.NONE);
      case LegDismissed dismissed ->
          OfLegs.dismissed(dismissed.leg(), dismissed.acknowledge(), out);
      case InviteRefused refused -> OfLegs.refused(refused, out);
      case AckRepeated repeated -> OfAnswers.repeated(repeated, out);
      case FailureAcknowledged failure -> OfAnswers.failed(failure, out);
      case ExtraAnswerReleased extra -> OfAnswers.extra(extra, out);
      case LegReoffered reoffered -> OfRequests.reoffered(reoffered, out);
      // RFC 3261 section 13.2.2.4.
      case ReofferAccepted accepted ->
          out.acknowledge(out.leg(accepted.leg()), accepted.cseq(), Content.NONE);
      case RequestPassed passed -> OfRequests.passed(passed, out);
      case ResponsePassed passed -> OfRequests.passedBack(passed, out);
      case RequestAnswered answered -> OfRequests.answered(answered, out);
      case RequestCancelled cancelled -> OfRequests.cancelled(cancelled, out);
      case MediaRequested requested -> OfMedia.requested(requested, out);
      case DialogHandedOver handed -> OfMedia.released(handed, out);
      case CallEnded ended -> OfMedia.ended(ended, out);
      case EventOfBefore before -> WordsOfBefore.order(before, out);
    }
  }
}
