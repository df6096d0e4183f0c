package io.switchlog.allinone.history;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.ReplacedDialog;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.EdgeInput;
import io.switchlog.schemas.inbox.FlowClosed;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.AddressMessage;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// An input of a call in a few words.
public final class InputText {
  private InputText() {}

  public static String of(InboxRecord input) {
    return switch (input) {
      case EdgeInput seen -> seen(seen);
      case RegisterReceived(ServerTransaction transaction, String user, Bytes _) ->
          "REGISTER from " + source(transaction) + (user.isEmpty() ? "" : " by " + user);
      case FlowClosed(NodeId edge, String connection) ->
          "connection " + connection + " of " + edge + " ended";
      case MediaPlanApplied applied ->
          "media plan " + applied.version() + " applied by " + applied.node();
      case MediaPlanRefused refused ->
          "media plan "
              + refused.version()
              + " refused by "
              + refused.node()
              + ": "
              + words(refused.reason())
              + ", "
              + refused.detail();
      case RtpTimedOut silent ->
          "no RTP from any leg for " + silent.silentMillis() + " ms, says " + silent.node();
      case ControlRequested(ControlRequest request, String key) ->
          oneLine("request " + key + " to " + of(request));
      case MessageArrived(Sender sender, Message message) -> of(message) + " from " + sender.id();
      case TimerFired timer -> "timer " + timer.name() + " (" + timer.generation() + ")";
      case NodeJoined joined -> joined.presence().node() + " joined";
      case NodeLost lost -> lost.node() + " lost: " + lost.reason();
      case RoutingChanged changed -> "routing table " + changed.table().version();
    };
  }

  private static String seen(EdgeInput input) {
    return switch (input) {
      case InviteReceived invite -> "INVITE from " + source(invite.transaction());
      case RequestReceived request ->
          firstWord(request.message())
              + " on leg "
              + request.leg()
              + " from "
              + source(request.transaction());
      case AckReceived ack -> "ACK on leg " + ack.leg() + " at " + ack.edge();
      case CancelReceived cancel ->
          cancel.unanswered() == null
              ? "CANCEL" + (cancel.refusedBy() == null ? "" : " by " + cancel.refusedBy())
              : "CANCEL from " + source(cancel.unanswered()) + ", unanswered";
      case ResponseReceived response ->
          response.status() + " to " + response.method() + " on leg " + response.leg();
      case RequestFailed failed ->
          failed.method()
              + " on leg "
              + failed.leg()
              + " failed: "
              + words(failed.reason())
              + ", "
              + failed.detail();
      case AckMissing missing -> "no ACK on leg " + missing.leg();
      case PrackMissing missing ->
          "no PRACK for progress " + missing.rseq() + " on leg " + missing.leg();
    };
  }

  /// What somebody asked for, in a few words.
  static String of(ControlRequest request) {
    return switch (request) {
      case ControlRequest.Originate originate ->
          "call " + originate.from() + ", then " + originate.to();
      case ControlRequest.HangUp(String reason) ->
          "hang up" + (reason.isBlank() ? "" : " (" + reason + ")");
    };
  }

  /// What one aggregate says to another, in a few words.
  static String of(Message message) {
    return switch (message) {
      case SlotMessage.SlotWanted _ -> "wants to be parked";
      case SlotMessage.SlotGivenBack _ -> "slot given back";
      case SlotMessage.OccupantWanted _ -> "who is parked?";
      case AddressMessage.BindingsWanted _ -> "where are you?";
      case CallMessage.BindingsTold(List<ContactBinding> bindings) ->
          bindings.isEmpty()
              ? "nowhere"
              : bindings.stream().map(ContactBinding::contact).collect(Collectors.joining(", "));
      case CallMessage.SlotGranted _ -> "slot granted";
      case CallMessage.SlotDenied _ -> "slot denied";
      case CallMessage.LegHandedOver(HandedLeg handed, ParkSlot slot, ReplacedDialog replaces) ->
          "leg "
              + handed.leg()
              + " handed over "
              + (replaces == null ? "for slot " + slot : "in place of leg " + replaces.leg());
      case CallMessage.DialogHandedOver(HandedDialog handed, ParkSlot slot) ->
          "leg " + handed.leg() + ", which talks, handed over for slot " + slot;
      case CallMessage.DialogReturned(HandedDialog handed, int status) ->
          "leg " + handed.leg() + " is yours again (" + status + ")";
      case CallMessage.InputForwarded(LegId leg, EdgeInput input) ->
          "forwarded for leg " + leg + ": " + seen(input);
      case CallMessage.LegOver(LegId leg, int status) -> "leg " + leg + " is over (" + status + ")";
      case CallMessage.OccupantTold(CallId call) ->
          call == null ? "nobody is parked" : "call " + call + " is parked";
    };
  }

  /// A text that nobody has looked through yet, as it may be printed.
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.chars()
        .limit(500)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(c -> line.append((char) c));
    return line.toString();
  }

  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String source(ServerTransaction transaction) {
    return transaction.sourceAddress()
        + ":"
        + transaction.sourcePort()
        + " over "
        + transaction.transport();
  }

  private static String firstWord(Bytes message) {
    String text = message.toString();
    int space = text.indexOf(' ');
    return space < 0 ? "request" : text.substring(0, space);
  }
}
