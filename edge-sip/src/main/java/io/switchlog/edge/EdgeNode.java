package io.switchlog.edge;

import io.switchlog.edge.bus.EdgeBus;
import io.switchlog.edge.core.CallFinder;
import io.switchlog.edge.core.Counter;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.core.Listener;
import io.switchlog.edge.transport.BindFailure;
import io.switchlog.edge.transport.Binding;
import io.switchlog.edge.transport.Dns;
import io.switchlog.edge.transport.Network;
import io.switchlog.edge.transport.Sockets;
import io.switchlog.edge.transport.TlsUnusable;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.KeptFigures;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.DrainEdge;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.node.ListenerAddress;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running SIP edge: loops with their cores, sockets, and the bus, put together here and nowhere
/// else.
public final class EdgeNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeNode.class);
  private static final int CLOSE_SECONDS = 5;

  /// How long an edge that ends waits for the bus to take what it has seen.
  private static final int FACTS_SECONDS = 3;

  private static final int WARM_UP_CALLS = 1_000;
  private static final int WARM_UP_MILLIS = 500;

  private final NodeId id;
  private final VertxInternal vertx;
  private final Network network;
  private final EdgeLoop[] loops;
  private final EdgeCore[] cores;
  private final List<ListenerAddress> listeners;
  private final EdgeBus bus;
  private final DrainOrder drainOrder;

  private EdgeNode(
      NodeId id,
      VertxInternal vertx,
      Network network,
      EdgeLoop[] loops,
      EdgeCore[] cores,
      List<ListenerAddress> listeners,
      EdgeBus bus,
      DrainOrder drainOrder) {
    this.id = id;
    this.vertx = vertx;
    this.network = network;
    this.loops = loops;
    this.cores = cores;
    this.listeners = listeners;
    this.bus = bus;
    this.drainOrder = drainOrder;
    drainOrder.whenTaken(this::drain);
  }

  /// Opens the listeners and starts to work. Kafka may be away: then calls are refused with 503
  /// until it is there.
  ///
  /// @throws EdgeStartException with a one-line message where a port is taken, an address cannot be
  ///   bound or the configuration makes no sense
  public static EdgeNode start(EdgeConfig config) {
    VertxInternal vertx =
        (VertxInternal)
            Vertx.vertx(
                new VertxOptions()
                    .setPreferNativeTransport(true)
                    .setEventLoopPoolSize(config.eventLoops()));
    try {
      return new Start(config, vertx).run();
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  /// The steps of a start, with what they leave to each other.
  private record Start(EdgeConfig config, VertxInternal vertx) {
    EdgeNode run() {
      int count = config.eventLoops();
      if (count > 1 && !vertx.isNativeTransportEnabled()) {
        throw new EdgeStartException(
            "eventLoops: expected 1, because this system lacks the native transport that more than"
                + " one needs (Linux on x86_64 or aarch64), found "
                + count,
            null);
      }
      EdgeClock clock = new EdgeClock();
      NodeId id = NodeId.edge(config.ordinal());
      CallFinder finder = new CallFinder(config.secret());
      Network network = network(Flow.connectionsOf(id, clock.startMillis()));
      EdgeLoop[] loops = new EdgeLoop[count];
      Sockets[] sockets = new Sockets[count];
      for (int i = 0; i < count; i++) {
        ContextInternal context = vertx.createEventLoopContext();
        loops[i] = new EdgeLoop(context.nettyEventLoop(), clock, finder);
        sockets[i] = network.addLoop(context, loops[i]);
      }
      List<Listener> listeners = open(network);
      List<ListenerAddress> addresses =
          listeners.stream()
              .map(each ->
                  new ListenerAddress(each.name(), each.transport(), each.host(), each.port()))
              .toList();
      Dns dns = Dns.of(config.dns().servers());
      DrainOrder drainOrder = new DrainOrder(clock.startMillis());
      EdgeBus bus = connect(id, clock, loops, addresses, drainOrder);
      warmUp();
      EdgeCore[] cores = new EdgeCore[count];
      for (int i = 0; i < count; i++) {
        cores[i] =
            new EdgeCore(
                id,
                config.secret(),
                listeners,
                config.trace(),
                config.datagramBytes(),
                config.credentials(),
                config.admission().ofOne(count),
                config.egress(),
                config.dns().ipv6First(),
                loops[i]);
        loops[i].begin(
            new EdgeLoop.Parts(
                cores[i], sockets[i], bus, dns, List.of(loops), key -> owner(key, count)));
      }
      bus.start();
      KeptWatch watch = new KeptWatch(id, bus::keptFacts);
      vertx.setPeriodic(KeptWatch.MILLIS, ignored -> watch.look());
      EdgeNode node = new EdgeNode(id, vertx, network, loops, cores, addresses, bus, drainOrder);
      LOG.info("{} listens on {}", id, text(addresses));
      return node;
    }

    /// With the listeners open, so that a taken port is told without delay, and before the loops
    /// begin: what comes meanwhile is dropped, and its sender repeats it.
    private static void warmUp() {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WARM_UP_MILLIS);
      var _ = new WarmUp().run(WARM_UP_CALLS, () -> System.nanoTime() - end > 0);
    }

    private Network network(String life) {
      try {
        return new Network(vertx, life, config.tls(), config.admission()::serves);
      } catch (TlsUnusable e) {
        throw new EdgeStartException(String.valueOf(e.getMessage()), e);
      }
    }

    private List<Listener> open(Network network) {
      List<Binding> wanted =
          config.listeners().stream()
              .map(each ->
                  new Binding(
                      each.name(),
                      each.transport(),
                      each.bindHost(),
                      each.port(),
                      each.clients(),
                      each.origins()))
              .toList();
      List<Binding> bound;
      try {
        bound = network.open(wanted).toCompletionStage().toCompletableFuture().join();
      } catch (CompletionException e) {
        network.close();
        throw e.getCause() instanceof BindFailure failure
            ? new EdgeStartException(String.valueOf(failure.getMessage()), failure)
            : new EdgeStartException("the listeners cannot be opened: " + e.getCause(), e);
      }
      List<Listener> listeners = new ArrayList<>();
      for (int i = 0; i < bound.size(); i++) {
        ListenerConfig asked = config.listeners().get(i);
        listeners.add(
            new Listener(
                asked.name(),
                asked.transport(),
                asked.advertisedHost(),
                bound.get(i).port(),
                asked.bindHost().indexOf(':') >= 0));
      }
      return listeners;
    }

    private EdgeBus connect(
        NodeId id,
        EdgeClock clock,
        EdgeLoop[] loops,
        List<ListenerAddress> addresses,
        DrainOrder drainOrder) {
      try {
        return new EdgeBus(
            new BusConfig(config.kafka()),
            id,
            clock.startMillis(),
            config.keptBytes(),
            (millis, work) -> wakeUp(loops, millis, work),
            addresses,
            () -> load(loops),
            commands -> deliver(commands, loops, drainOrder));
      } catch (KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new EdgeStartException(
            "kafka: expected host:port of a broker, found '"
                + config.kafka()
                + "': "
                + cause.getMessage(),
            e);
      }
    }
  }

  private static void deliver(
      List<Envelope<CommandHead, EdgeCommand>> commands, EdgeLoop[] loops, DrainOrder drainOrder) {
    for (Envelope<CommandHead, EdgeCommand> command : commands) {
      switch (command.body()) {
        case LegCommand order ->
            loops[owner(order.call().value(), loops.length)].command(command.head(), order);
        case AnswerRequest order ->
            loops[owner(UserAddress.of(order.about()).name(), loops.length)].command(
                command.head(), order);
        case DrainEdge order -> drainOrder.take(order);
      }
    }
  }

  /// Whoever asks is a loop, as a rule.
  private static void wakeUp(EdgeLoop[] loops, long millis, Runnable work) {
    for (EdgeLoop loop : loops) {
      if (loop.isCurrent()) {
        loop.after(millis, work);
        return;
      }
    }
    loops[0].after(millis, work);
  }

  /// All messages and commands of a call meet at one loop.
  private static int owner(String call, int loops) {
    return loops == 1 ? 0 : Math.floorMod(call.hashCode(), loops);
  }

  private static long load(EdgeLoop[] loops) {
    long load = 0;
    for (EdgeLoop loop : loops) {
      load += loop.load();
    }
    return load;
  }

  /// `UDP 192.0.2.1:5060, TCP 192.0.2.1:5060`.
  static String text(List<ListenerAddress> listeners) {
    return listeners.stream()
        .map(each -> each.transport() + " " + hostText(each.host()) + ":" + each.port())
        .collect(Collectors.joining(", "));
  }

  private static String hostText(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /// Where it listens, with the ports that it got.
  public List<ListenerAddress> listeners() {
    return listeners;
  }

  /// Whether the bus has been reached, so that calls are taken.
  public boolean isReady() {
    return bus.isReady();
  }

  /// Whether a younger edge of the same ordinal has taken this one's place: it is to end.
  public boolean isReplaced() {
    return bus.isReplaced();
  }

  /// INVITE transactions under way.
  public long load() {
    return load(loops);
  }

  /// Connections open.
  public int connections() {
    return network.connections();
  }

  /// What all cores counted, and how the node stands with the facts that it keeps.
  public Map<Counter, Long> counters() {
    Map<Counter, Long> sums = new EnumMap<>(Counter.class);
    for (EdgeCore core : cores) {
      core.counters().snapshot().forEach((counter, count) -> sums.merge(counter, count, Long::sum));
    }
    KeptFigures kept = bus.keptFacts();
    sums.put(Counter.FACTS_KEPT, kept.facts());
    sums.put(Counter.FACTS_KEPT_BYTES, kept.bytes());
    sums.put(Counter.FACTS_SAID_AGAIN, kept.saidAgain());
    sums.put(Counter.FACTS_DROPPED, kept.dropped());
    sums.put(Counter.INBOX_LATE_MILLIS, bus.inboxLagMillis());
    sums.put(Counter.DATAGRAMS_DROPPED, network.datagramsDropped());
    return sums;
  }

  /// Traced messages that the bus did not take.
  public long tracesDropped() {
    return bus.tracesDropped();
  }

  /// Whether nobody waits here for an answer, and nobody is connected.
  public boolean isIdle() {
    return load() == 0 && connections() == 0 && bus.keptFacts().facts() == 0;
  }

  /// Refuses new calls from now on, and says so to peers and to the cluster.
  public void drain() {
    bus.drain();
    network.drain();
    for (EdgeLoop loop : loops) {
      loop.drain();
    }
  }

  /// In how many seconds the edge is to end whoever waits, because an operator has ordered it to
  /// drain, which it does since; null where nobody has.
  public @Nullable Integer drainSeconds() {
    return drainOrder.seconds();
  }

  private void awaitFacts() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(FACTS_SECONDS);
    while (bus.keptFacts().facts() > 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /// Says goodbye and closes everything, within seconds.
  @Override
  public void close() {
    drain();
    // What was ordered leaves while it still can. What is ordered later, another edge is told to
    // do.
    bus.endCommands();
    for (EdgeLoop loop : loops) {
      loop.finish();
    }
    // Nothing comes in any more before what came in is on the bus.
    network.close();
    awaitFacts();
    bus.close();
    long lost = bus.keptFacts().facts();
    if (lost > 0) {
      LOG.warn("{} ends with {} facts that the bus did not take", id, lost);
    }
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      LOG.warn("{} did not close in {} s", id, CLOSE_SECONDS, e);
    }
  }
}
