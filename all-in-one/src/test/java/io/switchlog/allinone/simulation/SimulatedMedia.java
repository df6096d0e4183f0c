package io.switchlog.allinone.simulation;

import io.switchlog.media.core.MediaCore;
import io.switchlog.media.core.MediaOutlet;
import io.switchlog.media.core.MediaSettings;
import io.switchlog.media.core.PortPool;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.command.MediaCommand;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PortLeases;
import io.switchlog.testkit.time.VirtualTime;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One life of a media node: its core without sockets. No RTP flows.
final class SimulatedMedia implements MediaOutlet {
  private static final int FIRST_PORT = 20_000;
  private static final int LEASED = World.MEDIA_PORT_PAIRS * 3 / 4;
  private static final int FIRST_LEASED = FIRST_PORT + 2 * (World.MEDIA_PORT_PAIRS - LEASED);

  private final World world;
  private final NodeId node;
  private final VirtualTime time;
  private final MediaCore core;
  private final Producer producer;
  private final Pipe commands;
  private final CommandLine<MediaCommand> line;
  private final long incarnation;
  private final Set<Integer> open = new HashSet<>();
  private VirtualTime.@Nullable Alarm wakeUp;

  /// One leased port in ten cannot be had: somebody else on the host has it.
  private final int heldElsewhere;

  SimulatedMedia(World world, NodeId node) {
    this.world = world;
    this.node = node;
    this.time = world.time();
    this.incarnation = world.newIncarnation();
    this.heldElsewhere = world.random().nextInt(10);
    Build build = world.anyBuild();
    this.producer = new Producer(node, incarnation, build, time, world.random(), world.bus());
    this.line =
        new CommandLine<>(world, Families.MEDIA_COMMANDS, world.newWriters(), this::carryOut);
    this.commands = new Pipe(time, world.random(), 6);
    this.core =
        new MediaCore(
            new MediaSettings(
                node,
                Map.of(AddressFamily.IP4, host()),
                new PortPool(FIRST_PORT, FIRST_LEASED - 1, FIRST_LEASED, LEASED),
                10_000_000,
                incarnation),
            this);
  }

  void start() {
    world
        .bus()
        .readCommands(node, (command, mark) -> commands.send(() -> line.arrived(command, mark)));
    world.bus().takePushes(node, line::pushed);
    producer.tellAll(
        new NodeJoined(
            new NodePresence(
                node, incarnation, NodePresence.Status.LIVE, List.of(), 0, leases(), null)));
  }

  /// One life in four leases nothing, as nodes of older builds.
  private @Nullable PortLeases leases() {
    int partitions = world.bus().partitions();
    return incarnation % 4 == 0
        ? null
        : new PortLeases(List.of(host()), FIRST_LEASED, LEASED / partitions, partitions);
  }

  void die() {
    line.end();
    world.bus().stopReading(node);
    commands.clear();
    producer.die();
    if (wakeUp != null) {
      wakeUp.off();
    }
  }

  long incarnation() {
    return incarnation;
  }

  int openPorts() {
    return open.size();
  }

  int legs() {
    return core.legs();
  }

  private void carryOut(Envelope<CommandHead, MediaCommand> command) {
    switch (command.body()) {
      case ApplyMediaPlan plan -> core.carryOut(micros(), command.head(), plan);
    }
    rearm();
  }

  private void rearm() {
    if (wakeUp != null) {
      wakeUp.off();
    }
    long next = core.nextWakeUpMicros();
    if (next != Long.MAX_VALUE) {
      wakeUp =
          time.at(
              (next + 999) / 1_000,
              () -> {
                core.onTick(micros());
                rearm();
              });
    }
  }

  private String host() {
    return "10.4.0." + (1 + node.ordinal());
  }

  private long micros() {
    return time.nowMillis() * 1_000;
  }

  @Override
  public boolean open(int rtpPort, AddressFamily family) {
    if (rtpPort >= FIRST_LEASED && rtpPort / 2 % 10 == heldElsewhere) {
      return false;
    }
    if (!open.add(rtpPort)) {
      throw new IllegalStateException(node + " opened port " + rtpPort + " twice");
    }
    return true;
  }

  @Override
  public void close(int rtpPort) {
    if (!open.remove(rtpPort)) {
      throw new IllegalStateException(node + " closed port " + rtpPort + ", which was not open");
    }
  }

  @Override
  public void send(int fromPort, ByteBuffer packet, InetSocketAddress to) {
    // Sound that nobody hears: the phones of the simulation have no ears.
  }

  @Override
  public void bug(CallId call, RuntimeException bug) {
    throw new AssertionError(node + " came upon a bug in " + call, bug);
  }

  @Override
  public void publish(CallId call, AggregateInput fact) {
    world.saw(node, call, fact);
    producer.publish(call, fact, () -> {});
  }

  @Override
  public void publish(QualityMeasured quality) {
    // Measured of no packets.
  }
}
