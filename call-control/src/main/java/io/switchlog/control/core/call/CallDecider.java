package io.switchlog.control.core.call;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.call.decide.CallTable;
import io.switchlog.control.core.call.decide.OverTable;
import io.switchlog.control.core.call.decide.Turn;
import io.switchlog.control.core.call.evolve.Evolution;
import io.switchlog.control.core.call.react.Reaction;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.EndedCall;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.request.ControlRequest;
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
/// - forgets a call when its timer `CallTimer.RETENTION` is due, without a decision.
public final class CallDecider {
  /// The version of the rules. Counted up with every change after which an equal input leads to
  /// other events or commands than before: each decision names the rules that took it.
  public static final int RULES = 13;

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
      case ActiveCall _ -> CallTable.decide(turn, input);
      case EndedCall _ -> OverTable.decide(turn, input);
      case null -> begin(turn, input);
    };
  }

  private static Decision begin(Turn turn, InboxRecord input) {
    if (input instanceof InviteReceived invite) {
      return CallTable.begin(turn, invite);
    }
    return input instanceof ControlRequested(ControlRequest.Originate request, String key)
        ? CallTable.begin(turn, request, key)
        : OverTable.decide(turn, input);
  }

  /// The state after an event.
  ///
  /// @throws io.switchlog.control.core.aggregate.ImpossibleHistory where the event does not follow
  ///   from the state
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
  public List<AggregateEvent> quarantine(@Nullable Call lastGood, String detail, Instant now) {
    if (!(lastGood instanceof ActiveCall call)) {
      return List.of();
    }
    PartitionView unseen =
        new PartitionView(Collections.emptySortedMap(), RoutingTable.EMPTY, FreePorts.NONE);
    return CallTable.quarantine(new Turn(secret, call.id(), now, unseen, call), detail);
  }
}
