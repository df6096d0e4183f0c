package io.switchlog.control.core.call.evolve;

import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.call.state.Media;
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
import io.switchlog.schemas.media.LocalEndpoint;

/// Which promised ports a call holds after an event.
public final class PortsEvolution {
  private PortsEvolution() {}

  /// Those of its newest plan, until it is over.
  public static HeldPorts after(HeldPorts before, CallEvent event) {
    return switch (event) {
      case MediaRequested requested ->
          new HeldPorts(
              requested.node(),
              Media.promised(requested.plan()).stream().map(LocalEndpoint::rtpPort).toList());
      case CallEnded _, DialogHandedOver _ -> HeldPorts.NONE;
      case CallOffered _,
          CallOriginated _,
          ControlGranted _,
          ControlRefused _,
          CallRouted _,
          MediaReady _,
          MediaLost _,
          SlotSought _,
          SlotMissed _,
          CallParked _,
          CallUnparked _,
          OccupantSought _,
          UserSought _,
          UserFound _,
          LegHandedOver _,
          LegTakenOver _,
          LegTurnedAway _,
          DialogTakenOver _,
          DialogTurnedAway _,
          DialogReturned _,
          InputForwarded _,
          StageBegan _,
          TargetSkipped _,
          LegRedirected _,
          LegDialed _,
          LegRang _,
          LegPickedUp _,
          InviteAnswered _,
          CallAnswered _,
          LegsBridged _,
          LegConfirmed _,
          CallEstablished _,
          RequestPassed _,
          ResponsePassed _,
          RequestAnswered _,
          RequestCancelled _,
          LegReoffered _,
          ReofferAccepted _,
          ReofferDeferred _,
          ReofferRefused _,
          ProgressHeard _,
          ProgressRepeated _,
          ProgressAcknowledged _,
          SessionTimed _,
          SessionUntimed _,
          RefreshSent _,
          RefreshAnswered _,
          RefreshDeferred _,
          InviteRepeated _,
          RequestChallenged _,
          LegHeld _,
          LegResumed _,
          AckRepeated _,
          FailureAcknowledged _,
          ExtraAnswerReleased _,
          LegMoved _,
          CallEnding _,
          InviteRefused _,
          LegFailed _,
          LegLeft _,
          LegDismissed _,
          LegClosed _,
          EventOfBefore _,
          CallQuarantined _ ->
          before;
    };
  }
}
