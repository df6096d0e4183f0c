package io.switchlog.schemas.bus;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.PortLeases;
import io.switchlog.schemas.node.PushAddress;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Announces a node: once into every partition of every inbox, so that its coming has a place in
/// the order of every call (ARCHITECTURE.md, "The way of a call"), then as a heartbeat in `nodes`.
public final class Presence implements AutoCloseable {
  private static final long LOOK_MILLIS = 30;

  /// How long a node may be silent before it counts as lost. The sound of a dead media node's calls
  /// is to be back within 2 s (ARCHITECTURE.md, "Where failure is handled"), so five beats have to
  /// do. An edge gets longer, because nothing waits for its heir but signalling, and a false alarm
  /// would send requests that are under way a second time, from another address.
  public static long leaseMillis(NodeKind kind) {
    return switch (kind) {
      case MEDIA -> 1_500;
      case EDGE, CONTROL -> 3_000;
      case API -> throw new IllegalArgumentException("no node of kind API announces itself");
    };
  }

  /// How often a node says that it lives. A watcher tells a silent bus from a silent node by its
  /// own beats, so that call control's come as often as those of the nodes that are given up first.
  /// It takes two of its own that are late to know; two of the node's may have been lost before.
  public static long heartbeatMillis(NodeKind kind) {
    return switch (kind) {
      case MEDIA, CONTROL -> 300;
      case EDGE -> 800;
      case API -> throw new IllegalArgumentException("no node of kind API announces itself");
    };
  }

  private final NodeId node;
  private final long incarnation;
  private final List<ListenerAddress> listeners;
  private final LongSupplier load;
  private final InstantSource clock;
  private final BooleanSupplier mayWrite;
  private final BusWriter writer;
  private final ScheduledExecutorService beats;
  private final AtomicLong sequence = new AtomicLong();
  private volatile boolean announced;
  private volatile boolean draining;
  private volatile BooleanSupplier alive = () -> true;
  private volatile IntFunction<@Nullable PortLeases> leases = _ -> null;
  private volatile @Nullable PushAddress push;

  /// Partitions that do not know of the node yet, since it was announced last.
  private volatile AtomicInteger untold = new AtomicInteger(1);

  /// A presence that says nothing until [#start].
  ///
  /// @param incarnation the node's start time in milliseconds since the epoch
  /// @param listeners where an edge listens, else empty
  /// @param mayWrite whether the schemas of what the node writes are on the bus; nobody hears of a
  ///   node that cannot be understood
  /// @param load asked at every heartbeat, on the presence's thread
  public Presence(
      BusConfig bus,
      NodeId node,
      long incarnation,
      List<ListenerAddress> listeners,
      BooleanSupplier mayWrite,
      LongSupplier load,
      InstantSource clock) {
    this.node = node;
    this.incarnation = incarnation;
    this.listeners = List.copyOf(listeners);
    this.mayWrite = mayWrite;
    this.load = load;
    this.clock = clock;
    this.writer = new BusWriter(bus, node + "-presence", BusWriter.Grade.FACT, told());
    this.beats =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(node + "-presence").factory());
  }

  /// Lets the node be silent for as long as it is not well.
  ///
  /// @param condition asked before each heartbeat, on the presence's thread
  public Presence onlyWhile(BooleanSupplier condition) {
    alive = condition;
    return this;
  }

  /// Leases ports to the inbox partitions for as long as the node lives.
  ///
  /// @param offer what is leased, by the number of partitions; asked on the presence's thread
  public Presence leasing(IntFunction<@Nullable PortLeases> offer) {
    leases = offer;
    return this;
  }

  /// Lets call control send commands ahead of the log.
  ///
  /// @param address null where the node takes them from the log alone
  public Presence pushedAt(@Nullable PushAddress address) {
    push = address;
    return this;
  }

  /// Begins to announce, as soon as the cluster can be reached and the schemas are there.
  public void start() {
    beats.execute(this::turn);
  }

  /// A node that cannot say anything now looks often whether it can.
  private void turn() {
    boolean said = false;
    try {
      said = beat();
    } finally {
      if (!beats.isShutdown()) {
        long millis = said ? heartbeatMillis(node.kind()) : LOOK_MILLIS;
        var _ = beats.schedule(this::turn, millis, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean beat() {
    if (!writer.isReady() || !mayWrite.getAsBoolean() || !alive.getAsBoolean()) {
      return false;
    }
    if (!announced) {
      announced = true;
      AtomicInteger missing = new AtomicInteger(inboxPartitions(writer));
      untold = missing;
      writeEverywhere(
          writer,
          origin(),
          new NodeJoined(presence(NodePresence.Status.LIVE).withoutPush()),
          error -> told(missing, error));
    }
    say(draining ? NodePresence.Status.DRAINING : NodePresence.Status.LIVE);
    return true;
  }

  /// Says from now on that the node takes no new work.
  public void drain() {
    draining = true;
    if (!beats.isShutdown()) {
      beats.execute(this::beat);
    }
  }

  private Origin origin() {
    return new Origin(node, incarnation, sequence.incrementAndGet(), clock.instant());
  }

  private NodePresence presence(NodePresence.Status status) {
    return new NodePresence(
        node,
        incarnation,
        status,
        listeners,
        load.getAsLong(),
        leases.apply(writer.partitions(Topics.CALLS_INBOX.name())),
        push);
  }

  private void say(NodePresence.Status status) {
    writer.write(
        Topics.NODES.name(),
        0,
        node.toString().getBytes(StandardCharsets.UTF_8),
        Families.NODES.encode(origin(), presence(status)),
        Presence::ignore);
  }

  /// A copy was lost: with the next beat every partition is told again, which does no harm to those
  /// that know.
  private void told(AtomicInteger missing, @Nullable String error) {
    if (error == null) {
      missing.decrementAndGet();
    } else {
      announced = false;
    }
  }

  /// Whether every partition of every inbox knows of the node, so that calls find it.
  public boolean isAnnounced() {
    return untold.get() == 0;
  }

  /// The topics that [#writeEverywhere] writes to, and `nodes`.
  public static List<String> told() {
    List<String> topics = new ArrayList<>(List.of(Topics.NODES.name()));
    for (Log log : Log.values()) {
      topics.add(log.inbox().name());
    }
    return topics;
  }

  private static int inboxPartitions(BusWriter writer) {
    int partitions = 0;
    for (Log log : Log.values()) {
      partitions += writer.partitions(log.inbox().name());
    }
    return partitions;
  }

  /// Writes a record into every partition of every inbox.
  ///
  /// @param outcome told of each partition's copy
  public static void writeEverywhere(
      BusWriter writer, Origin origin, PartitionInput input, BusWriter.Outcome outcome) {
    byte[] value = Families.INBOX.encode(origin, input);
    for (Log log : Log.values()) {
      String inbox = log.inbox().name();
      int partitions = writer.partitions(inbox);
      for (int partition = 0; partition < partitions; partition++) {
        writer.write(inbox, partition, null, value, outcome);
      }
    }
  }

  private static void ignore(@Nullable String error) {
    // the next heartbeat makes up for it
  }

  /// Says goodbye.
  @Override
  public void close() {
    beats.shutdownNow();
    if (announced) {
      say(NodePresence.Status.STOPPED);
    }
    writer.close();
  }
}
