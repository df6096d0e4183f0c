package io.switchlog.allinone.simulation;

import io.switchlog.edge.core.Counter;
import io.switchlog.edge.core.DnsType;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.core.Effects;
import io.switchlog.edge.core.Listener;
import io.switchlog.edge.core.PublishOutcome;
import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.EmulatedNetwork;
import io.switchlog.testkit.time.VirtualTime;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One life of an edge: its core between the network and the bus.
final class SimulatedEdge implements Effects {
  private static final int UDP_PORT = 5060;
  private static final int TCP_PORT = 5070;

  /// As in [EdgeCore].
  private static final int COMMAND_MEMORY_MILLIS = 64_000;

  private final World world;
  private final NodeId node;
  private final VirtualTime time;
  private final Address udp;
  private final Address tcp;
  private final EdgeCore core;
  private final Producer producer;
  private final Pipe commands;
  private final CommandLine<EdgeCommand> line;
  private final long incarnation;

  /// Streams that are open, by who is at their other end.
  private final Map<Address, Stream> streams = new HashMap<>();

  private final Map<String, Long> commandsGiven = new HashMap<>();
  private VirtualTime.@Nullable Alarm wakeUp;
  private int given;
  private int streamsSoFar;
  private boolean dead;

  /// @param asked the requests that left over it
  private record Stream(String flow, Address to, Set<String> asked) {}

  SimulatedEdge(World world, NodeId node) {
    this.world = world;
    this.node = node;
    this.time = world.time();
    this.udp = udpAddress(node);
    this.tcp = new Address(udp.host(), TCP_PORT);
    this.incarnation = world.newIncarnation();
    Build build = world.anyBuild();
    this.producer = new Producer(node, incarnation, build, time, world.random(), world.bus());
    this.line =
        new CommandLine<>(world, Families.EDGE_COMMANDS, world.newWriters(), this::carryOut);
    this.commands = new Pipe(time, world.random(), 6);
    this.core =
        new EdgeCore(
            node,
            World.SECRET,
            List.of(
                new Listener("udp", Transport.UDP, udp.host(), udp.port(), false),
                new Listener("tcp", Transport.TCP, tcp.host(), tcp.port(), false)),
            false,
            this);
  }

  static Address udpAddress(NodeId node) {
    return new Address("10.1.0." + (1 + node.ordinal()), UDP_PORT);
  }

  static Address tcpAddress(NodeId node) {
    return new Address("10.1.0." + (1 + node.ordinal()), TCP_PORT);
  }

  void start() {
    world.network().bind(udp, (packet, from) -> receive("udp", Transport.UDP, packet, from, ""));
    world
        .network()
        .bind(
            tcp,
            new Framed(
                new EmulatedNetwork.Receiver() {
                  @Override
                  public void receive(byte[] message, Address from) {
                    SimulatedEdge.this.receive(
                        "tcp", Transport.TCP, message, from, stream(from).flow);
                  }

                  @Override
                  public void closed(Address other) {
                    SimulatedEdge.this.closed(other);
                  }
                }));
    world
        .bus()
        .readCommands(node, (command, mark) -> commands.send(() -> line.arrived(command, mark)));
    world.bus().takePushes(node, line::pushed);
    producer.tellAll(
        new NodeJoined(
            new NodePresence(
                node,
                incarnation,
                NodePresence.Status.LIVE,
                List.of(
                    new ListenerAddress("udp", Transport.UDP, udp.host(), udp.port()),
                    new ListenerAddress("tcp", Transport.TCP, tcp.host(), tcp.port())),
                0)));
  }

  void die() {
    dead = true;
    line.end();
    world.network().unbind(udp);
    world.network().unbind(tcp);
    world.bus().stopReading(node);
    commands.clear();
    producer.die();
    if (wakeUp != null) {
      wakeUp.off();
    }
  }

  long factsSaidAgain() {
    return producer.saidAgain();
  }

  long factsOvertaken() {
    return producer.overtaken();
  }

  long incarnation() {
    return incarnation;
  }

  EdgeCore core() {
    return core;
  }

  /// More was carried out than was ordered: a command was carried out twice.
  boolean didTooMuch() {
    return core.counters().get(Counter.COMMANDS_DONE) > given;
  }

  private Stream stream(Address other) {
    return streams.computeIfAbsent(
        other, _ -> new Stream(incarnation + ":" + ++streamsSoFar, other, new LinkedHashSet<>()));
  }

  private @Nullable Stream named(String flow) {
    return streams.values().stream()
        .filter(stream -> stream.flow.equals(flow))
        .findFirst()
        .orElse(null);
  }

  private void closed(Address other) {
    Stream stream = streams.remove(other);
    if (stream != null) {
      stream.asked.forEach(transaction ->
          core.onConnectionClosed(time.nowMillis(), transaction, "the stream ended"));
      rearm();
    }
  }

  private void receive(
      String listener, Transport transport, byte[] packet, Address from, String flow) {
    Source source = new Source(listener, transport, from.host(), from.port(), flow);
    core.onMessage(time.nowMillis(), packet, source);
    rearm();
  }

  private void carryOut(Envelope<CommandHead, EdgeCommand> command) {
    given(command.head().id());
    if (!(command.body() instanceof LegCommand order)) {
      throw new IllegalStateException("expected an order for a leg, found " + command.body());
    }
    core.onCommand(time.nowMillis(), command.head(), order);
    rearm();
  }

  /// A command that comes again after an edge has forgotten its id counts as another one: who takes
  /// over says again whatever it cannot know to be said, however old.
  private void given(String id) {
    Long before = commandsGiven.get(id);
    if (before == null || time.nowMillis() - before >= COMMAND_MEMORY_MILLIS) {
      commandsGiven.put(id, time.nowMillis());
      given++;
    }
  }

  private void rearm() {
    if (wakeUp != null) {
      wakeUp.off();
    }
    long next = core.nextWakeUpMillis();
    if (next != Long.MAX_VALUE) {
      wakeUp =
          time.at(
              next,
              () -> {
                core.onTimers(time.nowMillis());
                rearm();
              });
    }
  }

  @Override
  public void send(byte[] message, Target target, @Nullable String transaction) {
    Stream known = named(target.flow());
    Address to = known == null ? new Address(target.host(), target.port()) : known.to;
    if (target.transport() == Transport.UDP) {
      world.network().send(udp, to, message);
    } else if (world.network().sendReliably(tcp, to, message)) {
      if (transaction != null) {
        stream(to).asked.add(transaction);
      }
    } else if (transaction != null) {
      time.after(
          1,
          () -> {
            if (!dead) {
              core.onTransportFailure(time.nowMillis(), transaction, false, "connection refused");
              rearm();
            }
          });
    }
  }

  @Override
  public boolean isOpen(String connection) {
    return named(connection) != null;
  }

  @Override
  public void watch(String connection, String name) {
    throw new IllegalStateException("nobody in the simulation registers: " + name);
  }

  @Override
  public void lookUp(String name, DnsType type, long token) {
    throw new IllegalStateException("nobody in the simulation has a name: " + name);
  }

  @Override
  public void publish(AggregateId aggregate, AggregateInput fact, boolean repeatable, long token) {
    world.saw(node, aggregate.call(), fact);
    producer.publish(
        aggregate.call(),
        fact,
        repeatable,
        new BusWriter.Outcome() {
          @Override
          public void done(@Nullable String error) {
            tell(token, error == null ? PublishOutcome.TAKEN : PublishOutcome.LOST);
          }

          @Override
          public void unknown(String error) {
            tell(token, PublishOutcome.UNKNOWN);
          }
        });
  }

  private void tell(long token, PublishOutcome outcome) {
    core.onPublishOutcome(time.nowMillis(), token, outcome);
    rearm();
  }

  @Override
  public boolean hasRoom() {
    return producer.hasRoom();
  }

  @Override
  public int partitionOf(AggregateId aggregate) {
    return world.bus().partitionOf(aggregate);
  }

  @Override
  public boolean isBehind(int partition) {
    return false;
  }

  @Override
  public void banned(Source source, int seconds, String why) {
    throw new IllegalStateException("nobody does anything to be banned for, " + source);
  }

  @Override
  public boolean knowsUsers() {
    return false;
  }

  @Override
  public @Nullable User user(String realm, String name) {
    return null;
  }

  @Override
  public void refusing(String why) {}

  @Override
  public void trace(CallId call, MessageTraced message) {
    throw new IllegalStateException("tracing is off, the network is tapped");
  }
}
