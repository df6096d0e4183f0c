package io.switchlog.control.core.call.react;

import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.TakenOver;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
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
import io.switchlog.schemas.event.HandedLeg;
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
import io.switchlog.schemas.event.ReplacedDialog;
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
import io.switchlog.schemas.inbox.EdgeInput;
import io.switchlog.schemas.message.AddressMessage;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.SlotMessage;
import java.time.Instant;
import java.util.List;

/// What other aggregates have to hear because of an event of a call, and of nothing else.
public final class Posts {
  private Posts() {}

  /// The messages, in order.
  ///
  /// @param state the state that the event led to
  public static List<Post> of(Call state, CallEvent event) {
    return switch (event) {
      case SlotSought(ParkSlot slot, Instant until, Instant _) ->
          to(slot, new SlotMessage.SlotWanted(until));
      case CallUnparked(ParkSlot slot, CallUnparked.Why _) ->
          to(slot, new SlotMessage.SlotGivenBack(state.life()));
      case UserSought(UserAddress user, Instant _) ->
          List.of(new Post(user.aggregate(), new AddressMessage.BindingsWanted()));
      case OccupantSought(ParkSlot slot, Instant _) -> to(slot, new SlotMessage.OccupantWanted());
      case LegHandedOver(
              CallId to,
              HandedLeg handed,
              ParkSlot slot,
              Instant _,
              ReplacedDialog replaces) ->
          to(to, new CallMessage.LegHandedOver(handed, slot, replaces));
      case DialogHandedOver handed ->
          to(handed.to(), new CallMessage.DialogHandedOver(handed.handed(), handed.slot()));
      case DialogTurnedAway away ->
          to(away.from(), new CallMessage.DialogReturned(away.handed(), away.status()));
      case InputForwarded(CallId to, LegId leg, EdgeInput input) ->
          to(to, new CallMessage.InputForwarded(leg, input));
      case LegTurnedAway away ->
          to(away.from(), new CallMessage.LegOver(away.handed().leg(), away.status()));
      case InviteRefused refused -> over(state, refused.leg(), refused.status());
      case LegLeft(LegId leg, PeerRequest _) -> over(state, leg, 200);
      case LegClosed(LegId leg, int _, String _) -> over(state, leg, 200);
      case CallOffered _,
          CallOriginated _,
          ControlGranted _,
          ControlRefused _,
          CallRouted _,
          UserFound _,
          MediaRequested _,
          MediaReady _,
          MediaLost _,
          SlotMissed _,
          CallParked _,
          LegTakenOver _,
          DialogTakenOver _,
          DialogReturned _,
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
          LegFailed _,
          LegDismissed _,
          EventOfBefore _,
          CallEnded _,
          CallQuarantined _ ->
          List.of();
    };
  }

  /// Whoever handed a leg over hears that it is over.
  private static List<Post> over(Call state, LegId leg, int status) {
    TakenOver taken = state instanceof ActiveCall call ? call.takenOver(leg) : null;
    return taken == null
        ? List.of()
        : to(taken.from(), new CallMessage.LegOver(taken.fromLeg(), status));
  }

  private static List<Post> to(ParkSlot slot, SlotMessage message) {
    return List.of(new Post(slot.aggregate(), message));
  }

  private static List<Post> to(CallId call, CallMessage message) {
    return List.of(new Post(AggregateId.of(call), message));
  }
}
