package io.switchlog.allinone.simulation;

import io.switchlog.allinone.request.RequestDesk;
import io.switchlog.allinone.simulation.Scene.Trait;
import io.switchlog.allinone.simulation.Scene.Victim;
import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.call.CallAggregate;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.request.ControlRequest;
import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.EmulatedNetwork;
import io.switchlog.testkit.phone.OutgoingCall;
import io.switchlog.testkit.phone.PhoneCall;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.ScriptedPhone;
import io.switchlog.testkit.phone.Step;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.token.ClusterSecret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The platform and its phones, from one seed.
final class World {
  static final ClusterSecret SECRET = ClusterSecret.of("a secret of the simulation");
  static final int MEDIA_PORT_PAIRS = 100;
  private static final long START = 1_800_000_000_000L;

  /// The longest an edge keeps anything, an INVITE that nobody answers, with a margin.
  private static final int REST_MILLIS = 800_000;

  private static final int LIMIT_MILLIS = 1_500_000;

  /// What phones do not notice as an outage.
  private static final int BLINK_MILLIS = 400;

  /// So long after an outage there is no other: two of them are longer than phones bear.
  private static final int RECOVERY_MILLIS = 30_000;

  /// Of the messages over streams.
  private static final double STREAMS_BREAK_PERCENT = 3;

  private static final NewerLayout LAYOUT = new NewerLayout();

  private final Scene scene;
  private final VirtualTime time = new VirtualTime(START);
  private final Random random;
  private final EmulatedNetwork network;
  private final SimulatedBus bus;
  private final Chronicle chronicle;
  private final CallDecider decider = new CallDecider(SECRET);
  private final Producer registry;
  private final Map<NodeId, SimulatedEdge> edges = new TreeMap<>();
  private final Map<NodeId, SimulatedMedia> medias = new TreeMap<>();
  private final ControlGroup controls;
  private final Mishaps mishaps;
  private final List<SimulatedEdge> edgeLives = new ArrayList<>();
  private final List<PlannedCall> calls = new ArrayList<>();
  private final List<Long> edgeKills = new ArrayList<>();
  private final List<Victim> armed = new ArrayList<>();
  private final Build older = new Build("older", Kinds.of(new CallAggregate(decider)), null);
  private final Build newer =
      new Build("newer", new NewerRules(Kinds.of(new CallAggregate(decider))), LAYOUT);
  private final Map<ScriptedPhone, PhoneLine> lines = new HashMap<>();
  private final Figures figures = new Figures();
  private boolean newerIsPublished;
  private boolean begun;
  private long bearableFrom;
  private long lastIncarnation = START;

  World(long seed, Scene scene) {
    this.scene = scene;
    this.random = new Random(seed);
    this.network = new EmulatedNetwork(time, random);
    this.bus = new SimulatedBus(time, random, scene.partitions());
    this.chronicle = new Chronicle(time);
    this.registry = new Producer(NodeId.control(99), START, older, time, random, bus);
    this.mishaps = new Mishaps(this);
    this.controls = new ControlGroup(this, mishaps);
    network.faults(scene.faults());
    if (scene.has(Trait.STREAMS_BREAK)) {
      network.streamsBreak(STREAMS_BREAK_PERCENT);
    }
    network.tap(chronicle::crossed);
  }

  VirtualTime time() {
    return time;
  }

  Random random() {
    return random;
  }

  EmulatedNetwork network() {
    return network;
  }

  SimulatedBus bus() {
    return bus;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  List<PlannedCall> calls() {
    return calls;
  }

  List<SimulatedEdge> edgeLives() {
    return edgeLives;
  }

  List<SimulatedEdge> liveEdges() {
    return List.copyOf(edges.values());
  }

  List<SimulatedMedia> liveMedias() {
    return List.copyOf(medias.values());
  }

  Scene scene() {
    return scene;
  }

  Figures figures() {
    return figures;
  }

  /// All that nodes may run.
  List<Build> builds() {
    return scene.has(Trait.TWO_BUILDS) ? List.of(older, newer) : List.of(older);
  }

  /// What a node runs that starts now. At first it is all one build.
  Build anyBuild() {
    if (!scene.has(Trait.TWO_BUILDS) || !begun || random.nextBoolean()) {
      return older;
    }
    if (!newerIsPublished) {
      newerIsPublished = true;
      bus.publish(LAYOUT.published());
    }
    return newer;
  }

  /// The schemas that a node knows: those that are there when it starts, and the others some time
  /// after they came.
  WriterSchemas newWriters() {
    WriterSchemas writers = bus.copyOfWriters();
    bus.onSchema(schema -> time.after(random.nextInt(1_500), () -> writers.add(schema)));
    return writers;
  }

  /// When edges were killed.
  List<Long> edgeKills() {
    return edgeKills;
  }

  long newIncarnation() {
    lastIncarnation = Math.max(lastIncarnation + 1, time.nowMillis());
    return lastIncarnation;
  }

  // --- the run

  void run() {
    registry.tellAll(new RoutingChanged(Story.ROUTING));
    for (int i = 0; i < scene.controls(); i++) {
      controls.start(NodeId.control(i));
    }
    controls.assign();
    for (int i = 0; i < scene.edges(); i++) {
      startEdge(NodeId.edge(i));
    }
    for (int i = 0; i < scene.medias(); i++) {
      startMedia(NodeId.media(i));
    }
    for (int i = 1; i <= scene.calls(); i++) {
      plan(i);
    }
    for (int i = 0; i < scene.crashes(); i++) {
      mishaps.someTime(this::killSomebody);
    }
    mishaps.plan();
    begun = true;
    long limit = START + LIMIT_MILLIS;
    while (!calls.stream().allMatch(PlannedCall::isOver) && time.nowMillis() < limit) {
      time.runUntil(time.nowMillis() + 1_000);
      mishaps.letGoOfInputs();
    }
    time.runUntil(time.nowMillis() + REST_MILLIS);
  }

  private List<Story.Kind> kinds() {
    if (scene.has(Trait.PARKING)) {
      return Story.Kind.PARKED;
    }
    return scene.has(Trait.PARTIES_STAY) ? Story.Kind.STAYING : Story.Kind.USUAL;
  }

  private void plan(int number) {
    Story story = Story.any(random, kinds());
    List<Script> fetching = story.fetching(random);
    PhoneLine line =
        line("caller-" + number, "10.2.0." + number, story.callerOverTcp(), isTranslated(story));
    ScriptedPhone caller = line.phone();
    ScriptedPhone callee =
        phone(story.called() + "-" + number, "10.3.0." + number, story.calleeOverTcp());
    callee.answerCallsWith(story.callee());
    List<ScriptedPhone> callees = new ArrayList<>(List.of(callee));
    if (story.other() != null || fetching.size() > 1) {
      ScriptedPhone other = phone(story.called() + "-other-" + number, "10.4.0." + number, false);
      other.answerCallsWith(story.other() == null ? story.callee() : story.other());
      callees.add(other);
    }
    List<Story.Newcoming> newcoming = story.newcoming(random);
    for (int i = 0; i < newcoming.size(); i++) {
      callees.add(phone("newcomer-" + i + "-" + number, "10." + (4 + i) + ".0." + number, false));
    }
    PlannedCall call =
        new PlannedCall(number, story, caller, callees, fetching.size(), newcoming.size());
    calls.add(call);
    chronicle.expects(call);
    if (call.isOriginated()) {
      originate(
          call,
          "sip:caller-"
              + number
              + "@10.2.0."
              + number
              + ":5060"
              + (story.callerOverTcp() ? ";transport=tcp" : ""),
          story.called() + "-" + number,
          1_000 + random.nextInt(scene.spreadMillis()));
      call.caller.answerCallsWith(story.caller());
      return;
    }
    NodeId edge = NodeId.edge(random.nextInt(scene.edges()));
    Address proxy =
        story.callerOverTcp() ? SimulatedEdge.tcpAddress(edge) : SimulatedEdge.udpAddress(edge);
    int begins = 1_000 + random.nextInt(scene.spreadMillis());
    for (int i = 0; i < fetching.size(); i++) {
      ScriptedPhone phone = callees.get(i);
      Script script = fetching.get(i);
      boolean reliable = i == 0 && story.calleeOverTcp();
      NodeId at = NodeId.edge(random.nextInt(scene.edges()));
      Address by = reliable ? SimulatedEdge.tcpAddress(at) : SimulatedEdge.udpAddress(at);
      time.after(
          begins + Story.FETCH_MILLIS + random.nextInt(200),
          () -> call.fetches(phone.call("sip:fetch-" + number + "@example.org", by, script)));
    }
    if (story.kind().isAskedFetch()) {
      originate(
          call,
          "sip:" + story.called() + "-" + number + "@10.3.0." + number + ":5060",
          "fetch-" + number,
          begins + Story.FETCH_MILLIS - random.nextInt(500));
    }
    for (int i = 0; i < newcoming.size(); i++) {
      ScriptedPhone phone = callees.get(1 + i);
      Story.Newcoming one = newcoming.get(i);
      Address by = SimulatedEdge.udpAddress(NodeId.edge(random.nextInt(scene.edges())));
      time.after(begins, () -> await(call, one, phone, by));
    }
    Script script = isTranslated(story) ? rebinding(call, line, begins) : story.caller();
    time.after(
        begins,
        () ->
            call.began(
                caller.call(
                    "sip:" + story.called() + "-" + number + "@example.org", proxy, script)));
  }

  /// Who is called has to be where the routing table says, so it is callers.
  private boolean isTranslated(Story story) {
    return scene.has(Trait.NAT) && story.kind() != Story.Kind.ORIGINATED;
  }

  /// The caller's translator forgets it in the middle of the call, and a moment later it says
  /// something: so others learn where it is.
  private Script rebinding(PlannedCall call, PhoneLine line, int begins) {
    int after = 300 + random.nextInt(4_000);
    time.after(begins, () -> rebind(call, line, after));
    int says = after + 40 + random.nextInt(800);
    Step.Deed first = random.nextBoolean() ? Step.Deed.INFO : Step.Deed.UPDATE;
    // Once more now and then: the first may have been refused, while the bus was away.
    return call.story
        .caller()
        .then(says, first)
        .then(says + 15_000L, Step.Deed.INFO)
        .then(says + 30_000L, Step.Deed.INFO)
        .then(says + 45_000L, Step.Deed.INFO);
  }

  /// A third phone waits until two talk.
  private void await(PlannedCall call, Story.Newcoming one, ScriptedPhone phone, Address by) {
    OutgoingCall caller = call.outgoing();
    PhoneCall callee = call.incoming().isEmpty() ? null : call.incoming().getFirst();
    if (caller != null && callee != null && caller.log().talked() && callee.log().talked()) {
      PhoneCall before = one.insteadOfCaller() ? caller : callee;
      PhoneCall other = one.insteadOfCaller() ? callee : caller;
      time.after(
          one.afterMillis(),
          () ->
              call.comes(
                  new PlannedCall.Newcomer(
                      phone.call(
                          "sip:whoever-" + call.number + "@example.org",
                          by,
                          one.script(),
                          before.replaces()),
                      before,
                      other)));
    } else if (caller != null && caller.log().state() == PhoneLog.State.ENDED) {
      call.staysAway();
    } else {
      time.after(20, () -> await(call, one, phone, by));
    }
  }

  private void originate(PlannedCall call, String uri, String to, int after) {
    String key = "request " + call.number;
    CallId id = RequestDesk.callFor(key);
    chronicle.learn(id, call);
    call.asksFor(id);
    ControlRequest request = new ControlRequest.Originate(uri, to, null, 0);
    time.after(after, () -> ask(id, request, key));
    if (random.nextInt(3) == 0) {
      // Whoever asks does not know that it was done.
      time.after(after + random.nextInt(3_000), () -> ask(id, request, key));
    }
  }

  /// As `switchlog call` does, again and again while the bus is away.
  private void ask(CallId id, ControlRequest request, String key) {
    if (bus.isAway()) {
      time.after(500, () -> ask(id, request, key));
      return;
    }
    Origin origin = new Origin(NodeId.api(0), newIncarnation(), 1, time.now());
    bus.append(
        bus.partitionOf(AggregateId.of(id)),
        AggregateId.of(id),
        Bytes.of(Families.INBOX.encode(origin, new ControlRequested(request, key))));
  }

  private ScriptedPhone phone(String user, String host, boolean reliable) {
    return line(user, host, reliable, false).phone();
  }

  private PhoneLine line(String user, String host, boolean reliable, boolean translated) {
    PhoneLine line = new PhoneLine(this, user, host, reliable, translated);
    lines.put(line.phone(), line);
    return line;
  }

  /// Whether the caller's translator forgot it.
  boolean wasRebound(PlannedCall call) {
    return Objects.requireNonNull(lines.get(call.caller), "made here").wasRebound();
  }

  /// How many of the streams to a call's phones broke.
  int brokenStreams(PlannedCall call) {
    return Stream.concat(Stream.of(call.caller), call.callees.stream())
        .mapToInt(phone -> Objects.requireNonNull(lines.get(phone), "made here").broken())
        .sum();
  }

  /// How many requests reached callers after their translators had forgotten them.
  int requestsAfterRebinding() {
    return lines.values().stream().mapToInt(PhoneLine::requestsAfterRebinding).sum();
  }

  /// A caller's translator forgets it when it has talked for a while.
  private void rebind(PlannedCall call, PhoneLine line, int afterMillis) {
    OutgoingCall caller = call.outgoing();
    if (caller != null && caller.log().state() == PhoneLog.State.ENDED) {
      return;
    }
    if (caller != null && caller.log().talked()) {
      time.after(
          afterMillis,
          () -> {
            line.rebind();
            figures.rebound();
          });
    } else {
      time.after(20, () -> rebind(call, line, afterMillis));
    }
  }

  // --- life and death

  private void startEdge(NodeId node) {
    SimulatedEdge edge = new SimulatedEdge(this, node);
    edges.put(node, edge);
    edgeLives.add(edge);
    edge.start();
  }

  private void startMedia(NodeId node) {
    SimulatedMedia media = new SimulatedMedia(this, node);
    medias.put(node, media);
    media.start();
  }

  /// Mostly while it is in the middle of something: a node that idles has nothing to lose.
  private void killSomebody() {
    List<Victim> victims = scene.victims().stream().sorted().toList();
    Victim victim = victims.get(random.nextInt(victims.size()));
    if (random.nextInt(4) > 0) {
      armed.add(victim);
      return;
    }
    switch (victim) {
      case EDGE -> killEdge(NodeId.edge(random.nextInt(scene.edges())));
      case CONTROL -> controls.kill(NodeId.control(random.nextInt(scene.controls())));
      case STALLED_CONTROL -> controls.stall(NodeId.control(random.nextInt(scene.controls())));
      case BUS -> loseBus(500 + random.nextInt(12_000));
      case BUS_BLINKS -> loseBus(20 + random.nextInt(380));
      case MEDIA -> killMedia(NodeId.media(random.nextInt(scene.medias())));
    }
  }

  private void killEdge(NodeId node) {
    SimulatedEdge edge = edges.remove(node);
    if (edge != null) {
      chronicle.remark(node, "is killed");
      edgeKills.add(time.nowMillis());
      edge.die();
      loseAndRestart(
          node,
          edge.incarnation(),
          () -> {
            chronicle.remark(node, "starts");
            startEdge(node);
          });
    }
  }

  private void killMedia(NodeId node) {
    SimulatedMedia media = medias.remove(node);
    if (media != null) {
      chronicle.remark(node, "is killed");
      media.die();
      loseAndRestart(
          node,
          media.incarnation(),
          () -> {
            chronicle.remark(node, "starts");
            startMedia(node);
          });
    }
  }

  /// Its lease runs out, unless it was back before.
  private void loseAndRestart(NodeId node, long incarnation, Runnable restart) {
    int back = 500 + random.nextInt(9_000);
    int lost = (int) Presence.leaseMillis(node.kind()) + random.nextInt(1_000);
    if (lost < back) {
      time.after(lost, () -> registry.tellAll(new NodeLost(node, incarnation, "no heartbeat")));
    }
    time.after(back, restart);
  }

  /// Away for as long as phones bear it, then there again with all that it had.
  private void loseBus(int millis) {
    boolean isBlink = millis < BLINK_MILLIS;
    if (!bus.isAway() && (isBlink || time.nowMillis() >= bearableFrom)) {
      bearableFrom = isBlink ? bearableFrom : time.nowMillis() + millis + RECOVERY_MILLIS;
      chronicle.remark(NodeId.control(0), "finds the bus away for " + millis + " ms");
      bus.goAway();
      time.after(
          millis,
          () -> {
            chronicle.remark(NodeId.control(0), "finds the bus back");
            bus.comeBack();
            controls.busIsBack();
          });
    }
  }

  // --- what is seen

  void saw(NodeId node, CallId id, AggregateInput fact) {
    if (fact instanceof InviteReceived invite) {
      chronicle.learn(id, invite);
    }
    chronicle.fact(node, id, fact);
    if (armed.remove(Victim.BUS)) {
      int millis = 500 + random.nextInt(12_000);
      time.after(random.nextInt(25), () -> loseBus(millis));
    } else if (armed.remove(Victim.BUS_BLINKS)) {
      int millis = 20 + random.nextInt(380);
      time.after(random.nextInt(25), () -> loseBus(millis));
    }
    if (node.kind() == NodeKind.EDGE && armed.remove(Victim.EDGE)) {
      time.after(random.nextInt(25), () -> killEdge(node));
    } else if (node.kind() == NodeKind.MEDIA && armed.remove(Victim.MEDIA)) {
      time.after(random.nextInt(25), () -> killMedia(node));
    }
  }

  /// An input was decided by whoever may or may not own its partition.
  void decided(SimulatedControl control, InboxEntry entry, Effects outcome) {
    chronicle.decided(entry, outcome, bus.writers());
    figures.decided(entry, outcome);
    if (!controls.isOwner(control, entry.partition()) || outcome.commands().isEmpty()) {
      return;
    }
    if (armed.remove(Victim.CONTROL)) {
      time.after(random.nextInt(7), () -> controls.kill(control.node));
    } else if (armed.remove(Victim.STALLED_CONTROL)) {
      time.after(random.nextInt(7), () -> controls.stall(control.node));
    }
  }
}
