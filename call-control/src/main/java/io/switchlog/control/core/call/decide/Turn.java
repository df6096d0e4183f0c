package io.switchlog.control.core.call.decide;

import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.call.evolve.Evolution;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.MintingKey;
import io.switchlog.control.core.call.state.Speaking;
import io.switchlog.control.core.dialog.Dialect;
import io.switchlog.control.core.dialog.Invitation;
import io.switchlog.control.core.dialog.Reading;
import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.HandedLeg;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One decision in the making. To tell an event is to apply it: what is decided next sees the state
/// that it led to. Lives as long as the decision.
public final class Turn {
  /// How long a BYE or CANCEL may take: 64*T1 at the edge, and the bus.
  static final Duration TEARDOWN = Duration.ofSeconds(40);

  /// How long a media node may take over a plan that somebody waits for. Counted from the input's
  /// time, so it must outlast a take-over of call control (about 5 s), which it would otherwise
  /// turn into refused calls.
  static final Duration MEDIA = Duration.ofSeconds(10);

  /// How long a call whose media node died waits for another.
  static final Duration MEDIA_LOST = Duration.ofSeconds(30);

  private static final Decision TOLD = new Decision.Accepted(List.of());

  private final ClusterSecret secret;
  private final CallId id;
  private final Instant now;
  private final PartitionView view;
  private final List<CallEvent> events = new ArrayList<>();
  private final Queue<PlanInput> asked = new ArrayDeque<>();
  private @Nullable Call state;

  /// @param now the input's append time
  /// @param state null where the call is not known
  public Turn(
      ClusterSecret secret, CallId id, Instant now, PartitionView view, @Nullable Call state) {
    this.secret = secret;
    this.id = id;
    this.now = now;
    this.view = view;
    this.state = state;
  }

  Instant now() {
    return now;
  }

  PartitionView view() {
    return view;
  }

  /// A node for the call: spread by its id over those of a kind that take work. Null where none
  /// does.
  @Nullable NodeId nodeFor(NodeKind kind) {
    List<NodeId> nodes = view.takingWork(kind);
    return nodes.isEmpty() ? null : nodes.get(Math.floorMod(id.value().hashCode(), nodes.size()));
  }

  CallId id() {
    return id;
  }

  @Nullable Invitation invitation(InviteReceived input) {
    Dialect dialect = state == null ? Dialect.NEWEST : state.dialect();
    return Reading.invitation(
        input.transaction(), input.message(), secret, id, LegId.CALLER, dialect);
  }

  /// The id of the key that a call is minted under which no message has come for: the one that
  /// signs now, which every node knows by then.
  String birthKey() {
    return secret.id();
  }

  /// Which leg of which call a tag is our own of; null where it is none of ours.
  @Nullable SessionToken named(String tag) {
    return SessionToken.read(secret, tag);
  }

  String token(LegId leg) {
    return call().dialect().token(MintingKey.of(secret, call()), id, leg);
  }

  /// The tag of another call's leg, as this call's key makes it.
  String token(CallId other, HandedLeg handed) {
    return Dialect.of(handed.dialect()).token(MintingKey.of(secret, call()), other, handed.leg());
  }

  Writing writing(LegId leg) {
    ClusterSecret key = MintingKey.of(secret, call());
    return new Writing(
        key, id, leg, call().dialect(), call().credentials(leg), Speaking.on(key, id, call(), leg));
  }

  /// The call as it is after what was told so far.
  ActiveCall call() {
    if (state instanceof ActiveCall call) {
      return call;
    }
    throw new ImpossibleHistory("a call that goes on", "none");
  }

  /// Whether the call goes on after what was told so far.
  boolean goesOn() {
    return state instanceof ActiveCall;
  }

  /// Whether the peer of a leg may cause one more event that ends nothing.
  boolean allows(LegId leg) {
    return call().load().allows(leg, now);
  }

  /// For messages that name the call, but nothing that it knows.
  Stateless stateless() {
    return new Stateless(secret, id, state, now);
  }

  Turn tell(CallEvent event) {
    state = Evolution.after(state, event, now, 0);
    events.add(event);
    return this;
  }

  /// The call's plan is to say what comes next, once all that is to be told of the matter is.
  Turn ask(PlanInput input) {
    asked.add(input);
    return this;
  }

  /// What the plan was asked, the oldest first; null for nothing more.
  @Nullable PlanInput nextAsked() {
    return asked.poll();
  }

  /// What was told stands: [Consequences] make the decision of it.
  Decision told() {
    return TOLD;
  }

  List<CallEvent> events() {
    return events;
  }
}
