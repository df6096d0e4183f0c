package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.call.react.FailureAck;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Leg;
import io.switchlog.control.core.call.state.Plan;
import io.switchlog.control.core.dialog.PeerMessage;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.dialog.Reply;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.ReplacedDialog;
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
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.AddressMessage;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage;
import io.switchlog.schemas.request.ControlRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What each input is to a call that goes on:
///
///     input ──> its leg ──────> the table of the leg's state ──┐
///       │                                                      ├──> Consequences ──> decision
///       ├─────> its media ────> MediaTable ────────────────────┤
///       └─────> every leg and the media, of a node that came or went
///
/// Nothing below this table calls it, nor [Consequences]: what one rule leads to is told as an event,
/// and what follows from events is found there.
public final class CallTable {
  private CallTable() {}

  /// The whole decision.
  public static Decision decide(Turn turn, InboxRecord input) {
    return whole(turn, decided(turn, input));
  }

  /// The first INVITE of a call.
  public static Decision begin(Turn turn, InviteReceived invite) {
    return whole(turn, Offering.invited(turn, invite));
  }

  /// A call that was asked for.
  public static Decision begin(Turn turn, ControlRequest.Originate request, String idempotencyKey) {
    return whole(turn, Origination.asked(turn, request, idempotencyKey));
  }

  private static Decision whole(Turn turn, Decision decision) {
    return decision instanceof Decision.Accepted ? Consequences.of(turn) : decision;
  }

  /// Ends a call whose history is impossible.
  ///
  /// @return all that was told
  public static List<AggregateEvent> quarantine(Turn turn, String detail) {
    turn.tell(new CallQuarantined(detail));
    Endings.end(
        turn, new Outcome(EndCause.INTERNAL_ERROR, null, 500, "the call's history is impossible"));
    return Consequences.of(turn).events();
  }

  /// What the input itself leads to: what the plan is asked, it is yet to say.
  static Decision decided(Turn turn, InboxRecord input) {
    return switch (input) {
      case EdgeInput seen ->
          turn.call().plan() instanceof Plan.HandedOver over
              ? HandedLegs.forward(turn, over, seen)
              : seen(turn, seen, LegId.CALLER);
      case ControlRequested request -> Control.asked(turn, request);
      case MessageArrived(Sender sender, CallMessage message) -> told(turn, sender, message);
      case MessageArrived(Sender _, SlotMessage message) ->
          Decision.refused("what a call is told", message.toString());
      case MessageArrived(Sender _, AddressMessage message) ->
          Decision.refused("what a call is told", message.toString());
      case AddressInput other ->
          Decision.refused("an input of a call", other.getClass().getSimpleName());
      case MediaPlanApplied applied -> MediaTable.applied(turn, applied);
      case MediaPlanRefused refused -> MediaTable.refused(turn, refused);
      case RtpTimedOut silent -> MediaTable.silent(turn, silent);
      case TimerFired fired -> fired(turn, fired);
      case NodeLost lost -> lost(turn, lost.node());
      case NodeJoined joined -> joined(turn, joined.presence().node());
      case RoutingChanged _ ->
          Decision.refused(
              "an input of the call", "the routing table, which a call keeps its part of");
    };
  }

  /// What an edge saw.
  ///
  /// @param caller the leg that is meant where a message names none: who opened the call, or came
  ///   to it from another one
  private static Decision seen(Turn turn, EdgeInput input, LegId caller) {
    return switch (input) {
      case InviteReceived invite -> toLeg(turn, caller, new LegInput.InvitedAgain(invite));
      case RequestReceived request -> asked(turn, request);
      case AckReceived ack -> acknowledged(turn, ack);
      case AckMissing(LegId leg, String transaction, NodeId edge) ->
          toLeg(turn, leg, new LegInput.NotAcknowledged(transaction, edge));
      case PrackMissing(LegId leg, String transaction, long rseq, NodeId edge) ->
          toLeg(turn, leg, new LegInput.ProgressUnheard(transaction, rseq, edge));
      case CancelReceived cancel -> cancelled(turn, cancel, caller);
      case ResponseReceived response -> replied(turn, response);
      case RequestFailed failed -> toLeg(turn, failed.leg(), unanswered(failed));
    };
  }

  /// What another aggregate says.
  private static Decision told(Turn turn, Sender sender, CallMessage message) {
    return switch (message) {
      case CallMessage.SlotGranted granted ->
          OwnSlot.isWanted(turn.call(), ParkSlot.of(sender.id()))
              ? answered(turn, sender, true)
              : OwnSlot.givenBack(sender, granted);
      case CallMessage.SlotDenied _ -> answered(turn, sender, false);
      case CallMessage.OccupantTold(CallId call) ->
          turn.ask(new PlanInput.OccupantTold(ParkSlot.of(sender.id()), call)).told();
      case CallMessage.BindingsTold(List<ContactBinding> bindings) ->
          turn.ask(new PlanInput.UserTold(UserAddress.of(sender.id()), bindings)).told();
      case CallMessage.LegHandedOver(HandedLeg handed, ParkSlot slot, ReplacedDialog replaces) ->
          replaces == null
              ? Retrieval.begin(turn, sender, handed, slot)
              : Replacement.begin(turn, sender, handed, replaces);
      case CallMessage.DialogHandedOver(HandedDialog handed, ParkSlot slot) ->
          Retrieval.begin(turn, sender, handed, slot);
      case CallMessage.DialogReturned returned -> HandedDialogs.returned(turn, sender, returned);
      case CallMessage.InputForwarded(LegId leg, EdgeInput input) -> {
        LegId here = HandedLegs.here(turn.call(), sender, leg);
        yield here == null
            ? OverTable.seen(turn.stateless(), input)
            : seen(turn, HandedLegs.ofLeg(here, input), here);
      }
      case CallMessage.LegOver over -> HandedLegs.over(turn, sender, over);
    };
  }

  private static Decision answered(Turn turn, Sender slot, boolean granted) {
    return turn.ask(new PlanInput.SlotAnswered(ParkSlot.of(slot.id()), granted)).told();
  }

  private static Decision toLeg(Turn turn, LegId id, LegInput input) {
    Leg leg = turn.call().leg(id);
    return leg == null ? input.unfit() : LegTable.decide(turn, leg, input);
  }

  private static Decision asked(Turn turn, RequestReceived input) {
    PeerMessage message =
        Reading.request(
            input.transaction(),
            input.message(),
            turn.token(input.leg()),
            turn.call().rulesFrom(input.leg()),
            turn.call().dialect());
    if (message == null) {
      return Decision.refused("a valid request", "another message");
    }
    Leg leg = turn.call().leg(input.leg());
    return leg == null
        ? turn.stateless().requested(input)
        : LegTable.decide(turn, leg, new LegInput.Asked(message, input));
  }

  private static Decision acknowledged(Turn turn, AckReceived input) {
    PeerMessage ack =
        Reading.unanswerable(
            input.message(), turn.call().rulesFrom(input.leg()), turn.call().dialect());
    return ack == null
        ? Decision.refused("a valid ACK", "another message")
        : toLeg(turn, input.leg(), new LegInput.Acknowledged(ack, input.edge()));
  }

  private static Decision cancelled(Turn turn, CancelReceived input, LegId caller) {
    PeerMessage cancel = cancel(turn, input, caller, null);
    if (cancel == null) {
      return Decision.refused("a valid CANCEL", "another message");
    }
    Cancellation.Cancelled cancelled = Cancellation.of(turn.call(), input, cancel);
    if (cancelled == null) {
      return turn.stateless().cancelled(input, Cancellation.cameBefore(turn.call(), cancel));
    }
    // Only now is it known whose it is, and so which way it goes.
    HeaderRules rules = turn.call().rulesFrom(cancelled.leg().id());
    PeerMessage ruled = rules == null ? null : cancel(turn, input, caller, rules);
    Cancellation.Cancelled again =
        ruled == null ? cancelled : Cancellation.of(turn.call(), input, ruled);
    return again == null
        ? Decision.refused("a valid CANCEL", "another message")
        : LegTable.decide(turn, again.leg(), again.input());
  }

  private static @Nullable PeerMessage cancel(
      Turn turn, CancelReceived input, LegId caller, @Nullable HeaderRules rules) {
    ServerTransaction unanswered = input.unanswered();
    return unanswered == null
        ? Reading.unanswerable(input.message(), rules, turn.call().dialect())
        : Reading.request(
            unanswered, input.message(), turn.token(caller), rules, turn.call().dialect());
  }

  /// A response, once it is clear that it is no copy of another and that its ACK is cared for.
  private static Decision replied(Turn turn, ResponseReceived input) {
    Reply reply =
        Reading.reply(
            input.message(),
            input.flow(),
            turn.call().rulesFrom(input.leg()),
            turn.call().dialect());
    Leg leg = turn.call().leg(input.leg());
    if (reply == null || leg == null) {
      return Decision.refused("a response to a request of ours", input.branch());
    }
    if (Writing.cseqOf(input.branch()) != reply.cseq()) {
      return Challenges.areAnswered(turn, leg.id(), reply, input.branch())
          ? turn.told()
          : Decision.refused("a response to a request of ours", input.branch());
    }
    if (PendingInvite.isMerged(leg, input.edge(), reply)) {
      return PendingInvite.merged(turn, leg, input, reply);
    }
    if (PendingInvite.isForgotten(leg, input.edge(), reply)) {
      return acknowledgedAgain(turn, leg, input, reply);
    }
    if (StrayFailure.is(input, reply)) {
      if (!StrayFailure.isAwaited(turn.call(), leg, reply.cseq())) {
        return acknowledgedAgain(turn, leg, input, reply);
      }
      turn.tell(StrayFailure.acknowledged(input, reply));
    }
    return LegTable.decide(turn, leg, new LegInput.Replied(reply, input.edge()));
  }

  /// The ACK to a failure that nothing is decided on: it was before, or its leg is over.
  private static Decision acknowledgedAgain(
      Turn turn, Leg leg, ResponseReceived input, Reply reply) {
    SendAck ack =
        FailureAck.of(
            turn.writing(leg.id()),
            leg,
            turn.call().isDialed(leg.id()),
            StrayFailure.acknowledged(input, reply));
    return turn.stateless().acknowledged(input, reply, ack);
  }

  private static LegInput unanswered(RequestFailed failed) {
    int status = failed.reason() == RequestFailed.Reason.TIMEOUT ? 408 : 503;
    return new LegInput.Unanswered(
        failed.method(), Writing.cseqOf(failed.branch()), status, failed.detail(), failed.edge());
  }

  private static Decision fired(Turn turn, TimerFired fired) {
    ArmedTimer armed = turn.call().timers().get(fired.name());
    CallTimer timer = CallTimer.named(fired.name());
    if (timer == null) {
      return Decision.refused("a timer that this build knows", fired.name());
    }
    if (armed == null || armed.generation() != fired.generation()) {
      return Decision.refused(
          armed == null ? "a timer that runs" : "generation " + armed.generation(),
          fired.name() + " " + fired.generation());
    }
    return switch (timer) {
      case CallTimer.MediaAnswer _ -> MediaTable.unanswered(turn);
      case CallTimer.MediaLost _ -> MediaTable.stayedAway(turn);
      case CallTimer.Reoffer(LegId leg) -> toLeg(turn, leg, new LegInput.MayOffer());
      case CallTimer.Session(LegId leg) -> toLeg(turn, leg, new LegInput.SessionDue());
      case CallTimer.Ring(LegId leg) -> toLeg(turn, leg, new LegInput.RangOut());
      case CallTimer.Progress(LegId leg) -> toLeg(turn, leg, new LegInput.ProgressDue());
      case CallTimer.Dial _ -> turn.ask(new PlanInput.NextDue()).told();
      case CallTimer.SlotAnswer _ -> turn.ask(new PlanInput.SlotSilent()).told();
      case CallTimer.UserAnswer _ -> turn.ask(new PlanInput.UserSilent()).told();
      case CallTimer.Recall _ -> turn.ask(new PlanInput.RecallDue()).told();
      case CallTimer.MaxDuration _ -> {
        Endings.end(
            turn, new Outcome(EndCause.MAX_DURATION, null, 200, "the longest duration is over"));
        yield turn.told();
      }
      case CallTimer.Teardown _ -> {
        Endings.giveUp(turn, armed.due());
        yield turn.told();
      }
      case CallTimer.Retention _ ->
          Decision.refused("a timer of a call that goes on", fired.name());
    };
  }

  private static Decision lost(Turn turn, NodeId node) {
    switch (node.kind()) {
      case MEDIA -> MediaTable.nodeLost(turn, node);
      case EDGE -> edgeLost(turn, node);
      case CONTROL, API -> {
        // Calls live in the log, not on a node of call control.
      }
    }
    return turn.told();
  }

  private static void edgeLost(Turn turn, NodeId node) {
    NodeId heir = turn.view().edgeInPlaceOf(node);
    if (heir == null || heir.equals(node)) {
      return;
    }
    for (Leg leg : turn.call().legs()) {
      if (leg.edge().equals(node)) {
        var _ = LegTable.decide(turn, leg, new LegInput.EdgeLost(heir));
      }
    }
  }

  private static Decision joined(Turn turn, NodeId node) {
    switch (node.kind()) {
      case MEDIA -> MediaTable.nodeJoined(turn, node);
      case EDGE -> {
        for (Leg leg : turn.call().legs()) {
          var _ = LegTable.decide(turn, leg, new LegInput.EdgeJoined(node));
        }
      }
      case CONTROL, API -> {
        // As above.
      }
    }
    return turn.told();
  }
}
