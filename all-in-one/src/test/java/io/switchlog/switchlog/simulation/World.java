package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Outcome;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.switchlog.simulation.Scene.Victim;
import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.EmulatedNetwork;
import io.switchlog.testkit.phone.PhoneSettings;
import io.switchlog.testkit.phone.ScriptedPhone;
import io.switchlog.testkit.time.VirtualTime;
import io.switchlog.wire.token.ClusterSecret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// The platform and its phones, from one seed.
final class World {
  static final ClusterSecret SECRET = ClusterSecret.of("a secret of the simulation");
  static final int MEDIA_PORT_PAIRS = 100;
  private static final long START = 1_800_000_000_000L;

  /// The longest an edge keeps anything, an INVITE that nobody answers, with a margin.
  private static final int REST_MILLIS = 800_000;

  private static final int LIMIT_MILLIS = 1_500_000;

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
  private final List<NodeId> controls = new ArrayList<>();
  private final List<SimulatedEdge> edgeLives = new ArrayList<>();
  private final List<SimulatedPartition> partitions = new ArrayList<>();
  private final List<PlannedCall> calls = new ArrayList<>();
  private final List<Long> edgeKills = new ArrayList<>();
  private final List<Victim> armed = new ArrayList<>();
  private long lastIncarnation = START;

  World(long seed, Scene scene) {
    this.scene = scene;
    this.random = new Random(seed);
    this.network = new EmulatedNetwork(time, random);
    this.bus = new SimulatedBus(time, scene.partitions());
    this.chronicle = new Chronicle(time);
    this.registry = new Producer(NodeId.control(99), START, time, random, bus);
    network.faults(scene.faults());
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

  List<SimulatedPartition> partitions() {
    return partitions;
  }

  CallDecider decider() {
    return decider;
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
      controls.add(NodeId.control(i));
    }
    for (int i = 0; i < scene.partitions(); i++) {
      SimulatedPartition partition =
          new SimulatedPartition(i, time, random, bus, decider, watcher(), scene.skewMillis());
      partitions.add(partition);
      partition.takeOver(controls.get(i % controls.size()), newIncarnation());
    }
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
      time.after(2_000L + random.nextInt(scene.spreadMillis() + 20_000), this::killSomebody);
    }
    long limit = START + LIMIT_MILLIS;
    while (!calls.stream().allMatch(PlannedCall::isOver) && time.nowMillis() < limit) {
      time.runUntil(time.nowMillis() + 1_000);
    }
    time.runUntil(time.nowMillis() + REST_MILLIS);
  }

  private void plan(int number) {
    Story story = Story.any(random);
    ScriptedPhone caller = phone("caller-" + number, "10.2.0." + number, story.callerOverTcp());
    ScriptedPhone callee =
        phone(story.called() + "-" + number, "10.3.0." + number, story.calleeOverTcp());
    callee.answerCallsWith(story.callee());
    PlannedCall call = new PlannedCall(number, story, caller, callee);
    calls.add(call);
    chronicle.expects(call);
    NodeId edge = NodeId.edge(random.nextInt(scene.edges()));
    Address proxy =
        story.callerOverTcp() ? SimulatedEdge.tcpAddress(edge) : SimulatedEdge.udpAddress(edge);
    time.after(
        1_000L + random.nextInt(scene.spreadMillis()),
        () ->
            call.began(
                caller.call(
                    "sip:" + story.called() + "-" + number + "@example.org",
                    proxy,
                    story.caller())));
  }

  private ScriptedPhone phone(String user, String host, boolean reliable) {
    Address at = new Address(host, 5060);
    PhoneSettings settings =
        new PhoneSettings(user, at, reliable, new Address(host, 4_000), random.nextLong());
    ScriptedPhone phone =
        new ScriptedPhone(
            settings,
            time,
            (message, to) -> {
              if (reliable) {
                network.sendReliably(at, to, message);
              } else {
                network.send(at, to, message);
              }
            });
    network.bind(at, phone::receive);
    return phone;
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
      case CONTROL -> killControl(NodeId.control(random.nextInt(scene.controls())));
      case STALLED_CONTROL -> stallControl(NodeId.control(random.nextInt(scene.controls())));
      case BUS -> loseBus();
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

  private void killControl(NodeId node) {
    if (controls.remove(node)) {
      chronicle.remark(node, "is killed");
      ownersOf(node).forEach(SimulatedPartition::ownerDies);
      replace(node);
    }
  }

  /// Stopped for long enough that others take over, once or more often, before it wakes.
  private void stallControl(NodeId node) {
    if (controls.remove(node)) {
      int millis = random.nextBoolean() ? 5_000 : 70_000;
      chronicle.remark(node, "is stopped for " + millis + " ms");
      ownersOf(node).forEach(partition -> partition.ownerStalls(millis + random.nextInt(1_000)));
      replace(node);
    }
  }

  /// Away for as long as phones bear it, then there again with all that it had.
  private void loseBus() {
    if (!bus.isAway()) {
      int millis = 500 + random.nextInt(12_000);
      chronicle.remark(NodeId.control(0), "finds the bus away for " + millis + " ms");
      bus.goAway();
      partitions.forEach(SimulatedPartition::busGoesAway);
      time.after(
          millis,
          () -> {
            chronicle.remark(NodeId.control(0), "finds the bus back");
            bus.comeBack();
            partitions.forEach(SimulatedPartition::busComesBack);
            assignPartitions();
          });
    }
  }

  private List<SimulatedPartition> ownersOf(NodeId node) {
    return partitions.stream().filter(partition -> node.equals(partition.owner())).toList();
  }

  private void replace(NodeId node) {
    time.after(500 + random.nextInt(3_000), this::assignPartitions);
    time.after(
        1_000 + random.nextInt(8_000),
        () -> {
          controls.add(node);
          Collections.sort(controls);
          assignPartitions();
        });
  }

  private void assignPartitions() {
    if (bus.isAway()) {
      return;
    }
    for (SimulatedPartition partition : partitions) {
      if (partition.owner() == null && !controls.isEmpty()) {
        NodeId successor = controls.get(random.nextInt(controls.size()));
        chronicle.remark(successor, "takes over a partition");
        partition.takeOver(successor, newIncarnation());
      }
    }
  }

  // --- what is seen

  void saw(NodeId node, CallId id, CallInput fact) {
    if (fact instanceof InviteReceived invite) {
      chronicle.learn(id, invite);
    }
    chronicle.fact(node, id, fact);
    if (armed.remove(Victim.BUS)) {
      time.after(random.nextInt(25), this::loseBus);
    }
    if (node.kind() == NodeKind.EDGE && armed.remove(Victim.EDGE)) {
      time.after(random.nextInt(25), () -> killEdge(node));
    } else if (node.kind() == NodeKind.MEDIA && armed.remove(Victim.MEDIA)) {
      time.after(random.nextInt(25), () -> killMedia(node));
    }
  }

  private SimulatedPartition.Watcher watcher() {
    return new SimulatedPartition.Watcher() {
      @Override
      public void decided(InboxEntry entry, Outcome outcome) {
        World.this.decided(entry, outcome);
      }

      @Override
      public void gaveUp() {
        time.after(200 + random.nextInt(500), World.this::assignPartitions);
      }
    };
  }

  private void decided(InboxEntry entry, Outcome outcome) {
    chronicle.decided(entry, outcome);
    NodeId owner = partitions.get(entry.partition()).owner();
    if (owner != null && !outcome.commands().isEmpty() && armed.remove(Victim.CONTROL)) {
      time.after(random.nextInt(7), () -> killControl(owner));
    } else if (owner != null
        && !outcome.commands().isEmpty()
        && armed.remove(Victim.STALLED_CONTROL)) {
      time.after(random.nextInt(7), () -> stallControl(owner));
    }
  }
}
