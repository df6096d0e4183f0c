package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.FreePorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.decide.PlanDiagram;
import io.switchlog.control.core.call.decide.Turn;
import io.switchlog.control.core.call.react.Posts;
import io.switchlog.control.core.call.state.ActiveCall;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.control.core.call.state.Media;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.codec.Meaning;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.Command;
import io.switchlog.schemas.command.DrainEdge;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.CrossingPolicy;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ResponseReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Message;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call told step by step: each step is one input, whose events and commands can be looked at. At
/// every step the decision is made twice and must come out the same, and the events must fold to
/// the same state from the start.
final class Story {
  static final ClusterSecret SECRET = ClusterSecret.of("a secret that is long enough");
  static final CallId CALL = new CallId("0123456789abcdefghijklmnop");
  static final long LIFE = 0;
  static final NodeId EDGE = NodeId.edge(0);
  static final NodeId SIBLING = NodeId.edge(1);
  static final NodeId MEDIA = NodeId.media(0);
  static final NodeId OTHER_MEDIA = NodeId.media(1);
  static final LegId A = LegId.CALLER;
  static final LegId B = new LegId(2);
  static final CallTimer RING = new CallTimer.Ring(B);
  static final String A_TAG = "1928301774";
  static final String B_TAG = "b0bt4g";

  final CallDecider decider = new CallDecider(SECRET);
  final TreeMap<NodeId, NodePresence> nodes = new TreeMap<>();
  final List<CallEvent> history = new ArrayList<>();
  final List<Command> orders = new ArrayList<>();
  final List<Input> inputs = new ArrayList<>();

  /// All that was said to other aggregates.
  final List<Post> said = new ArrayList<>();

  RoutingTable routing;
  FreePorts ports = FreePorts.NONE;
  @Nullable Call state;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  Decision decision = new Decision.Accepted(List.of());
  List<CallEvent> events = List.of();
  List<AddressedCommand> commands = List.of();

  /// What the latest step says to other aggregates.
  List<Post> posts = List.of();

  NodeId edge = EDGE;

  /// What legs meet is drawn here, where it is.
  @Nullable LegDiagram diagram;

  /// What leads the call is drawn here.
  @Nullable CallDiagram callDiagram;

  /// What its plans were asked, and what they made of it, is drawn here.
  @Nullable PlanDiagram planDiagram;

  /// Hears of every event and command, where somebody listens.
  @Nullable Consumer<String> witness;

  /// Hears of what each step orders, sorted: for a change that tells it in other words.
  @Nullable Consumer<String> orderWitness;

  /// Whether responses come to an edge that does not know what they belong to.
  boolean strays;

  /// Whether the state is folded from the start after each step: not in a story of thousands.
  boolean foldsAgain = true;

  private final StoryLadder ladder = new StoryLadder();
  private final List<Instant> times = new ArrayList<>();
  private final Map<NodeId, Integer> lives = new TreeMap<>();
  private int transactions;
  private long heard;

  /// How many legs were answered for without an event.
  long answeredOver;

  /// The branch of what is sent next, null for a new one.
  @Nullable String branch;

  private String inviteBranch = "z9hG4bK-none";
  private int aCseq = 314159;
  private int bCseq = 100;

  Story(Action action) {
    FailedStories.begins(this);
    routing = new RoutingTable(7, List.of(new Rule("all", "(.*)", action)), 30, 3600, 20);
    join(EDGE);
    join(MEDIA);
  }

  /// One whose rule says what crosses.
  Story under(CrossingPolicy policy) {
    Rule all = routing.rules().getFirst();
    Rule ruled = new Rule(all.name(), all.calledUser(), all.action(), policy);
    routing = new RoutingTable(7, List.of(ruled), 30, 3600, 20);
    return this;
  }

  static Story relayed() {
    return new Story(new Action.Dial("sip:$1@192.0.2.200:5070", Action.MediaMode.RELAY));
  }

  static Story bypassed() {
    return new Story(new Action.Dial("sip:$1@192.0.2.200:5070", Action.MediaMode.BYPASS));
  }

  /// A relayed call up to its establishment.
  static Story talking() {
    return relayed().talks();
  }

  /// From the INVITE up to the establishment.
  Story talks() {
    Story story = rings();
    story.bAnswers(200, B_TAG, Sdp.B);
    story.mediaApplied();
    story.aAcks("");
    return story;
  }

  static Story ringing() {
    return relayed().rings();
  }

  /// From the INVITE up to the first word of the called party.
  Story rings() {
    Story story = invites(Sdp.A);
    story.mediaApplied();
    story.bAnswers(180, B_TAG, "");
    return story;
  }

  /// What came, and when.
  record Input(Instant at, InboxRecord input) {}

  private static EventHead head(Instant at) {
    return new EventHead(1, 0, 0, at);
  }

  void join(NodeId node) {
    nodes.put(node, presence(node));
  }

  static NodePresence presence(NodeId node) {
    List<ListenerAddress> listeners =
        node.kind() == EDGE.kind()
            ? List.of(
                new ListenerAddress(
                    "udp", Transport.UDP, "198.51.100." + (10 + node.ordinal()), 5060))
            : List.of();
    return new NodePresence(node, 1, NodePresence.Status.LIVE, listeners, 0);
  }

  /// One input.
  Story step(InboxRecord input) {
    now = now.plusMillis(10);
    inputs.add(new Input(now, input));
    PartitionView view = new PartitionView(nodes, routing, ports);
    Call before = state;
    decision = decider.decide(state, CALL, input, now, view);
    assertThat(decider.decide(state, CALL, input, now, view)).isEqualTo(decision);
    if (planDiagram != null && decision instanceof Decision.Accepted accepted) {
      planDiagram.record(new Turn(SECRET, CALL, now, view, state), input, accepted);
    }
    events = List.of();
    commands = List.of();
    posts = List.of();
    switch (decision) {
      case Decision.Accepted(List<AggregateEvent> accepted) ->
          apply(accepted.stream().map(CallEvent.class::cast).toList());
      case Decision.Answered answered -> {
        commands = answered.commands();
        posts = answered.posts();
        answeredOver +=
            posts.stream()
                .filter(post ->
                    post.message() instanceof CallMessage.LegOver
                        || post.message() instanceof CallMessage.DialogReturned)
                .count();
      }
      case Decision.Refused _ -> {
        // Nothing happened.
      }
    }
    said.addAll(posts);
    commands.forEach(command -> orders.add(command.command()));
    if (witness != null) {
      events.stream().map(event -> Meaning.of((Record) event)).forEach(witness);
      commands.stream().map(Story::order).forEach(witness);
    }
    if (orderWitness != null) {
      commands.stream().map(Story::order).sorted().forEach(orderWitness);
    }
    ladder.step(now, input, decision, events, ordered());
    if (diagram != null) {
      diagram.record(before, input, state);
    }
    return this;
  }

  private static String order(AddressedCommand order) {
    return order.target() + " " + order.deadline() + " " + Meaning.of((Record) order.command());
  }

  private void apply(List<CallEvent> accepted) {
    events = accepted;
    List<AddressedCommand> ordered = new ArrayList<>();
    List<Post> told = new ArrayList<>();
    for (CallEvent event : accepted) {
      Call next = decider.evolve(state, event, head(now));
      List<AddressedCommand> once = decider.react(event, next, now);
      assertThat(decider.react(event, decider.evolve(state, event, head(now)), now))
          .isEqualTo(once);
      ordered.addAll(once);
      told.addAll(Posts.of(next, event));
      if (callDiagram != null) {
        callDiagram.record(state, event, next);
      }
      state = next;
      history.add(event);
      times.add(now);
    }
    commands = ordered;
    posts = told;
    if (foldsAgain) {
      Call folded = null;
      for (int i = 0; i < history.size(); i++) {
        folded = decider.evolve(folded, history.get(i), head(times.get(i)));
      }
      assertThat(folded).isEqualTo(state);
    }
  }

  // --- what the nodes report

  Story mediaApplied() {
    return step(applied(plan(), mediaNode()));
  }

  /// The node carries the newest plan out where it was promised.
  Story promisesKept() {
    return step(new MediaPlanApplied(mediaNode(), LIFE, plan().version(), Media.promised(plan())));
  }

  NodeId mediaNode() {
    return state instanceof ActiveCall call && call.media() != null ? call.media().node() : MEDIA;
  }

  /// Each node, and each of its lives, has addresses of its own.
  MediaPlanApplied applied(MediaPlan plan, NodeId node) {
    List<LocalEndpoint> local = new ArrayList<>();
    for (Endpoint endpoint : plan.endpoints()) {
      local.add(
          new LocalEndpoint(
              endpoint.leg(),
              "203.0.113." + (9 + node.ordinal()),
              40_000 + 100 * lives.getOrDefault(node, 0) + 2 * endpoint.leg().value()));
    }
    return new MediaPlanApplied(node, LIFE, plan.version(), local);
  }

  Story fires(CallTimer timer) {
    ArmedTimer armed = armed(timer);
    now = armed.due();
    return step(new TimerFired(timer.text(), armed.generation()));
  }

  ArmedTimer armed(CallTimer timer) {
    ArmedTimer armed = timers().get(timer.text());
    if (armed == null) {
      throw new AssertionError("expected the timer " + timer.text() + ", found " + timers());
    }
    return armed;
  }

  Map<String, ArmedTimer> timers() {
    return state == null ? Map.of() : state.timers();
  }

  Story loses(NodeId node) {
    nodes.remove(node);
    return step(new NodeLost(node, 1, "not heard of"));
  }

  Story restarts(NodeId node) {
    lives.merge(node, 1, Integer::sum);
    join(node);
    return step(new NodeJoined(presence(node)));
  }

  /// Another aggregate says something.
  Story hears(AggregateId sender, Message message) {
    return step(new MessageArrived(new Sender(sender, LIFE, ++heard), message));
  }

  // --- what the caller does

  Story invites(String sdp) {
    return invites(sdp, "");
  }

  Story invites(String sdp, String more) {
    String invite = SipText.invite(aCseq, more, sdp);
    ServerTransaction transaction = transaction();
    inviteBranch = transaction.key();
    return step(new InviteReceived(transaction, Bytes.of(invite)));
  }

  Story aAcks(String sdp) {
    return aAcks(sdp, edge);
  }

  Story aAcks(String sdp, NodeId at) {
    return step(new AckReceived(A, at, Bytes.of(SipText.ofA("ACK", aCseq, "", sdp))));
  }

  Story aRequests(String method, String more, String body) {
    aCseq++;
    return aRequestsWithCseq(method, aCseq, more, body);
  }

  /// The caller repeats a request that it got no answer to, and an edge takes it that knows nothing
  /// of it.
  Story aRepeats(String method) {
    transactions--;
    return aRequestsWithCseq(method, aCseq, "", "");
  }

  Story aRequestsWithCseq(String method, int cseq, String more, String body) {
    return step(
        new RequestReceived(A, transaction(), Bytes.of(SipText.ofA(method, cseq, more, body))));
  }

  Story aCancels(boolean edgeKnows) {
    return aCancels(edgeKnows, "");
  }

  Story aCancels(boolean edgeKnows, String more) {
    return step(new CancelReceived(edgeKnows ? null : transaction(), cancel(inviteBranch, more)));
  }

  /// The edge that refused the caller's INVITE of that branch, and does not know whether it is on
  /// the bus, calls it off.
  Story callsOff(NodeId at, String ofBranch) {
    return step(new CancelReceived(null, cancel(ofBranch, ""), at));
  }

  Story aCancels(String ofBranch) {
    return step(new CancelReceived(transaction(), cancel(ofBranch, "")));
  }

  private Bytes cancel(String ofBranch, String more) {
    String branched =
        SipText.ofA("CANCEL", aCseq, more, "").replaceFirst("branch=\\S+", "branch=" + ofBranch);
    return Bytes.of(branched);
  }

  Story aCancelsWithCseq(int cseq) {
    return step(new CancelReceived(transaction(), Bytes.of(SipText.ofA("CANCEL", cseq, "", ""))));
  }

  // --- what the called party does

  Story bAnswers(int status, String tag, String sdp) {
    return bAnswers(status, tag, "", sdp);
  }

  Story bAnswers(int status, String tag, String more, String sdp) {
    return responds(B, request("INVITE", B), status, tag, more, sdp);
  }

  Story bResponds(String method, int status, String sdp) {
    return responds(B, request(method, B), status, B_TAG, "", sdp);
  }

  /// The answer to the BYE that ended the called leg itself, not to that of an extra dialog.
  Story responds481ToFirstBye() {
    SendRequest bye =
        orders.stream()
            .filter(SendRequest.class::isInstance)
            .map(SendRequest.class::cast)
            .filter(r -> r.request().method().equals("BYE") && r.leg().equals(B))
            .findFirst()
            .orElseThrow();
    return responds(B, bye, 481, B_TAG, "", "");
  }

  Story aResponds(String method, int status, String sdp) {
    return responds(A, request(method, A), status, A_TAG, "", sdp);
  }

  Story bFails(String method, RequestFailed.Reason reason) {
    return fails(B, method, reason);
  }

  Story fails(LegId leg, String method, RequestFailed.Reason reason) {
    return step(
        new RequestFailed(
            leg, request(method, leg).request().branch(), method, reason, "nothing", null));
  }

  Story responds(LegId leg, SendRequest request, int status, String tag, String more, String sdp) {
    String response = SipText.response(leg, request.request(), status, tag, more, sdp);
    return step(
        new ResponseReceived(
            leg,
            edge,
            request.request().branch(),
            request.request().method(),
            status,
            strays,
            Bytes.of(response)));
  }

  Story bRequests(String method, String more, String body) {
    bCseq++;
    return bRequestsWithCseq(method, bCseq, more, body);
  }

  Story bRequestsWithCseq(String method, int cseq, String more, String body) {
    return step(
        new RequestReceived(B, transaction(), Bytes.of(SipText.ofB(method, cseq, more, body))));
  }

  Story bAcks(String sdp, long cseq) {
    String ack = SipText.ofB("ACK", (int) cseq, "", sdp);
    return step(new AckReceived(B, edge, Bytes.of(ack)));
  }

  int bCseq() {
    return bCseq;
  }

  int aCseq() {
    return aCseq;
  }

  // --- what can be asked

  /// All that happened.
  String ladder() {
    return ladder.toString();
  }

  List<String> told() {
    return events.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  List<String> toldInAll() {
    return history.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  <E extends CallEvent> E event(Class<E> type) {
    return history.reversed().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  /// The commands of the latest step in short: `leg:METHOD`, `leg:status METHOD`, `plan n`.
  List<String> ordered() {
    return commands.stream().map(command -> brief(command.command())).toList();
  }

  private static String brief(Command command) {
    return switch (command) {
      case SendRequest r -> r.leg() + ":" + r.request().method();
      case SendAck a -> a.leg() + ":ACK";
      case SendCancel c -> c.leg() + ":CANCEL";
      case SendResponse r -> r.leg() + ":" + r.status() + " " + r.method();
      case StopResending s -> s.leg() + ":stop";
      case DrainEdge _, AnswerRequest _ -> throw new IllegalStateException("no call orders that");
      case ApplyMediaPlan(CallId _, long _, MediaPlan plan) ->
          plan.isRelease() ? "release" : "plan " + plan.version();
    };
  }

  <C extends Command> C last(Class<C> type) {
    return orders.reversed().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  SendRequest request(String method, LegId leg) {
    Optional<SendRequest> found =
        orders.reversed().stream()
            .filter(SendRequest.class::isInstance)
            .map(SendRequest.class::cast)
            .filter(r -> r.request().method().equals(method) && r.leg().equals(leg))
            .findFirst();
    return found.orElseThrow(() -> new AssertionError("no " + method + " to leg " + leg));
  }

  SendAck ack() {
    return last(SendAck.class);
  }

  SendResponse answer() {
    return last(SendResponse.class);
  }

  /// The newest plan that is more than the release of what was.
  MediaPlan plan() {
    return orders.reversed().stream()
        .filter(ApplyMediaPlan.class::isInstance)
        .map(command -> ((ApplyMediaPlan) command).plan())
        .filter(plan -> !plan.isRelease())
        .findFirst()
        .orElseThrow();
  }

  static String token(LegId leg) {
    return new SessionToken(CALL.value(), leg.value()).mint(SECRET);
  }

  private ServerTransaction transaction() {
    transactions++;
    String key = branch == null ? "z9hG4bK" + transactions : branch;
    return new ServerTransaction(
        edge,
        key,
        "udp",
        Transport.UDP,
        "192.0.2.1",
        5060,
        "",
        List.of("SIP/2.0/UDP 192.0.2.1:5060;branch=" + key + ";received=192.0.2.1;rport=5060"));
  }
}
