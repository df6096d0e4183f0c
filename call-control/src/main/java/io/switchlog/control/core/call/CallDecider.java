package io.switchlog.control.core.call;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The Call aggregate: three pure functions and the quarantine. Safe for use by many threads.
///
/// The caller
///
/// - hands every input of a call in the order of its partition, with `now` the input's append time;
/// - hands [io.switchlog.schemas.inbox.NodeLost] and [io.switchlog.schemas.inbox.NodeJoined] to
///   every call of the partition that is not ended, with the view as it is *after* them, and only
///   where they told it something: the incarnation lost is the one that lived, the one that joined
///   was not known before;
/// - applies the events of an `Accepted` one by one and asks [#react] after each, with the state
///   that it led to;
/// - forgets a call when its timer [Call#RETENTION] is due, without a decision.
public final class CallDecider {
  /// The version of the rules. Counted up with every change after which an equal input leads to
  /// other events or commands than before: each decision names the rules that took it.
  public static final int RULES = 4;

  private final ClusterSecret secret;

  public CallDecider(ClusterSecret secret) {
    this.secret = secret;
  }

  /// What follows from an input. Never throws for what a peer sent.
  ///
  /// @param state null where the call is not known
  public Decision decide(
      @Nullable Call state, CallId id, InboxRecord input, Instant now, PartitionView view) {
    Turn turn = new Turn(secret, id, now, view, state);
    return switch (state) {
      case ActiveCall _ -> decideActive(turn, input);
      case EndedCall ended ->
          input instanceof InviteReceived invite
              ? turn.stateless().refusedAgain(invite, ended.outcome())
              : decideOver(turn, input, true);
      case null ->
          input instanceof InviteReceived invite
              ? Setup.invited(turn, invite)
              : decideOver(turn, input, false);
    };
  }

  private static Decision decideActive(Turn turn, InboxRecord input) {
    return switch (input) {
      case InviteReceived invite -> Setup.invitedAgain(turn, invite);
      case RequestReceived request -> InDialog.requested(turn, request);
      case AckReceived ack -> Acknowledgement.received(turn, ack);
      case AckMissing missing -> Acknowledgement.missing(turn, missing);
      case CancelReceived cancel -> Cancellation.received(turn, cancel);
      case ResponseReceived response -> Progress.responded(turn, response);
      case RequestFailed failed -> Progress.unanswered(turn, failed);
      case MediaPlanApplied applied -> MediaControl.applied(turn, applied);
      case MediaPlanRefused refused -> MediaControl.refused(turn, refused);
      case RtpTimedOut silent -> MediaControl.silent(turn, silent);
      case TimerFired fired -> Timing.fired(turn, fired);
      case NodeLost lost -> Nodes.lost(turn, lost);
      case NodeJoined joined -> Nodes.joined(turn, joined);
      case RoutingChanged _ ->
          Turn.refused("an input of the call", "the routing table, which a call keeps its part of");
    };
  }

  private static Decision decideOver(Turn turn, InboxRecord input, boolean known) {
    return switch (input) {
      case RequestReceived request -> turn.stateless().requested(request);
      case CancelReceived cancel -> turn.stateless().cancelled(cancel, known);
      case ResponseReceived response -> turn.stateless().responded(response);
      case RtpTimedOut silent -> turn.stateless().forgotten(silent, ApplyMediaPlan.WHATEVER);
      case InviteReceived _,
          AckReceived _,
          AckMissing _,
          RequestFailed _,
          MediaPlanApplied _,
          MediaPlanRefused _,
          TimerFired _,
          NodeLost _,
          NodeJoined _,
          RoutingChanged _ ->
          Turn.refused("a call that goes on", input.getClass().getSimpleName());
    };
  }

  /// The state after an event.
  ///
  /// @throws ImpossibleHistory where the event does not follow from the state
  public Call evolve(@Nullable Call state, CallEvent event, EventHead head) {
    return Evolution.after(state, event, head.at(), head.causeOffset());
  }

  /// The commands that follow from an event: always the same ones for the same event and state.
  ///
  /// @param state the state that the event led to
  /// @param at the event's time; deadlines count from it
  public List<AddressedCommand> react(CallEvent event, Call state, Instant at) {
    return Reaction.to(secret, event, state, at);
  }

  /// What ends a call whose history is impossible, to be applied to its last good state.
  ///
  /// @param lastGood null where not even the first event could be applied: then nothing follows
  public List<CallEvent> quarantine(@Nullable Call lastGood, String detail, Instant now) {
    if (!(lastGood instanceof ActiveCall call)) {
      return List.of();
    }
    PartitionView unseen =
        new PartitionView(Collections.emptySortedMap(), RoutingTable.EMPTY, FreePorts.NONE);
    Turn turn = new Turn(secret, call.id(), now, unseen, call);
    turn.tell(new CallQuarantined(detail));
    Teardown.release(
        turn, new Outcome(EndCause.INTERNAL_ERROR, null, 500, "the call's history is impossible"));
    turn.done();
    return turn.events();
  }
}
