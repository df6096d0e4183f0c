package io.switchlog.control.stream;

import io.switchlog.control.core.Kinds;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.topic.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;

/// Decides every log, and watches over the nodes.
public final class ControlShell implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlShell.class.getName());
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(10);
  private static final int WARM_UP_CALLS = 20_000;

  private final Map<Log, LogOwner> owners;
  private final NodeWatch watch;
  private final SchemaWatch schemas;
  private final CommandPusher pusher;

  private ControlShell(
      Map<Log, LogOwner> owners, NodeWatch watch, SchemaWatch schemas, CommandPusher pusher) {
    this.owners = owners;
    this.watch = watch;
    this.schemas = schemas;
    this.pusher = pusher;
  }

  /// Publishes this build's schemas, reads everybody's, warms up and joins the groups.
  ///
  /// @param schemas not started yet; closed with the shell
  public static ControlShell start(
      BusConfig bus,
      NodeId node,
      long incarnation,
      ShellConfig config,
      Kinds aggregate,
      SchemaWatch schemas) {
    AtomicLong sequence = new AtomicLong();
    InboxProcessor.OriginSource origins =
        () -> new Origin(node, incarnation, sequence.incrementAndGet(), Instant.now());
    LongSupplier clock = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    awaitSchemas(node, schemas);
    CommandPusher pusher = new CommandPusher(node.toString());
    NodeWatch watch = new NodeWatch(bus, node, incarnation, schemas, origins::next, clock, pusher);
    watch.start();
    warmUp(aggregate, config.warmUpMillis());
    int sessionMillis = SessionTimeout.millis(bus);
    Map<Log, LogOwner> owners = new EnumMap<>(Log.class);
    for (Log log : Log.values()) {
      owners.put(
          log,
          LogOwner.start(
              log, bus, node, config, aggregate, schemas, origins, clock, pusher, sessionMillis));
    }
    return new ControlShell(owners, watch, schemas, pusher);
  }

  /// Nothing is decided before everything that was written can be read, and what is written be read
  /// by others.
  private static void awaitSchemas(NodeId node, SchemaWatch schemas) {
    schemas.start();
    try {
      while (!schemas.awaitRead(SCHEMA_PATIENCE) || !schemas.awaitPublished(SCHEMA_PATIENCE)) {
        LOG.log(System.Logger.Level.WARNING, node + ": waiting for the schemas on the bus");
      }
    } catch (InterruptedException e) {
      schemas.close();
      throw new InterruptException(e);
    }
  }

  private static void warmUp(Kinds aggregate, int millis) {
    if (millis > 0) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      WarmUp.Calls made =
          new WarmUp(aggregate).run(WARM_UP_CALLS, () -> System.nanoTime() - end > 0);
      LOG.log(System.Logger.Level.DEBUG, () -> "warmed up: " + made);
    }
  }

  private LogOwner of(Log log) {
    return Objects.requireNonNull(owners.get(log));
  }

  /// What was counted of a log since the start.
  public ControlCounters.Snapshot counters(Log log) {
    return of(log).counters();
  }

  /// How many aggregates of a log are held now, ended ones in their retention included.
  public long held(Log log) {
    return of(log).held();
  }

  /// Whether the node owns what the groups gave it.
  public boolean isRunning() {
    return owners.values().stream().allMatch(LogOwner::isRunning);
  }

  @Override
  public void close() {
    owners.values().forEach(LogOwner::close);
    watch.close();
    pusher.close();
    schemas.close();
  }
}
