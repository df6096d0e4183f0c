package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.AddressInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.EdgeInput;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;

/// What each input is to a call that is over, or that was never known: nothing is told, but whoever
/// waits for an answer gets one.
public final class OverTable {
  /// RFC 3261 section 21.4.18: whoever was parked is not there any more.
  private static final int NOT_THERE = 480;

  private OverTable() {}

  /// The whole decision. The INVITE of a call that is not known begins one, and does not come here.
  public static Decision decide(Turn turn, InboxRecord input) {
    Stateless stateless = turn.stateless();
    return switch (input) {
      case EdgeInput seen -> seen(stateless, seen);
      case RtpTimedOut silent -> stateless.forgotten(silent, ApplyMediaPlan.WHATEVER);
      case MessageArrived(Sender sender, CallMessage.LegHandedOver handed) ->
          stateless.handedOver(sender, handed.handed(), status(stateless, handed));
      case MessageArrived(Sender sender, CallMessage.DialogHandedOver handed) ->
          stateless.turnedAway(sender, handed.handed(), NOT_THERE);
      case MessageArrived(Sender _, CallMessage.DialogReturned returned) ->
          stateless.returned(returned.handed(), Edges.inPlaceOf(turn, returned.handed().edge()));
      case MessageArrived(Sender _, CallMessage.InputForwarded(LegId _, EdgeInput forwarded)) ->
          seen(stateless, forwarded);
      case MessageArrived(Sender slot, CallMessage.SlotGranted granted) ->
          OwnSlot.givenBack(slot, granted);
      case MessageArrived _,
          MediaPlanApplied _,
          MediaPlanRefused _,
          TimerFired _,
          ControlRequested _,
          AddressInput _,
          NodeLost _,
          NodeJoined _,
          RoutingChanged _ ->
          refused(input);
    };
  }

  /// RFC 3891 section 3: a dialog that is over is declined, one that never was is not found.
  private static int status(Stateless stateless, CallMessage.LegHandedOver handed) {
    if (handed.replaces() == null) {
      return NOT_THERE;
    }
    return stateless.isKnown() ? 603 : 481;
  }

  /// What an edge saw.
  static Decision seen(Stateless stateless, EdgeInput input) {
    return switch (input) {
      case InviteReceived invite -> stateless.refusedAgain(invite);
      case RequestReceived request -> stateless.requested(request);
      case CancelReceived cancel -> stateless.cancelled(cancel, stateless.isKnown());
      case ResponseReceived response -> stateless.responded(response);
      case AckReceived _, AckMissing _, PrackMissing _, RequestFailed _ -> refused(input);
    };
  }

  private static Decision refused(InboxRecord input) {
    return Decision.refused("a call that goes on", input.getClass().getSimpleName());
  }
}
