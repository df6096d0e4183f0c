package io.switchlog.control.stream;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.bus.SchemaWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/// Runs the topology and the watch over nodes.
public final class ControlShell implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlShell.class.getName());
  private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final int WARM_UP_CALLS = 20_000;

  private final KafkaStreams streams;
  private final JournalFollower<AggregateState> follower;
  private final NodeWatch watch;
  private final SchemaWatch schemas;
  private final ControlCounters counters;
  private final CommandPusher pusher;
  private final Outbox outbox;

  private ControlShell(
      KafkaStreams streams,
      JournalFollower<AggregateState> follower,
      NodeWatch watch,
      SchemaWatch schemas,
      ControlCounters counters,
      CommandPusher pusher,
      Outbox outbox) {
    this.streams = streams;
    this.follower = follower;
    this.watch = watch;
    this.schemas = schemas;
    this.counters = counters;
    this.pusher = pusher;
    this.outbox = outbox;
  }

  /// Publishes this build's schemas, reads everybody's, warms up and joins the group.
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
    ControlCounters counters = new ControlCounters();
    Voices voices = new Voices();
    Outbox outbox = new Outbox(Outbox.line(bus, node.toString()), node.toString(), origins);
    JournalFollower<AggregateState> follower =
        new JournalFollower<>(bus, node, config.build(), aggregate, schemas.writers());
    follower.start();
    Topology topology =
        ControlTopology.build(
            () ->
                new InboxProcessor<>(
                    aggregate,
                    schemas,
                    origins,
                    counters,
                    follower.histories(),
                    voices,
                    outbox,
                    clock),
            follower::follow,
            follower::unfollow,
            counters);
    Properties settings =
        StreamSettings.of(bus, node.toString(), config, SessionTimeout.millis(bus));
    KafkaStreams streams =
        new KafkaStreams(
            topology,
            settings,
            new OwnersClients(follower.histories(), voices, counters, pusher),
            SteadyTime.fromNow());
    streams.setUncaughtExceptionHandler(fault -> {
      LOG.log(
          System.Logger.Level.ERROR,
          node + ": a stream thread failed and is replaced: " + rootOf(fault));
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    });
    streams.start();
    return new ControlShell(streams, follower, watch, schemas, counters, pusher, outbox);
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

  private static Throwable rootOf(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /// What was counted since the start.
  public ControlCounters.Snapshot counters() {
    return counters.snapshot(inboxLag());
  }

  /// How many calls are held now, ended ones in their retention included.
  public long heldCalls() {
    return counters.heldCalls();
  }

  /// Whether the node owns what the group gave it.
  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  private long inboxLag() {
    double lag = 0;
    for (Map.Entry<MetricName, ? extends Metric> metric : streams.metrics().entrySet()) {
      if (metric.getKey().name().equals("records-lag")
          && metric.getValue().metricValue() instanceof Double records
          && records > 0) {
        lag += records;
      }
    }
    return (long) lag;
  }

  @Override
  public void close() {
    boolean stopped =
        streams.close(
            CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!stopped) {
      LOG.log(
          System.Logger.Level.WARNING,
          "call control did not stop in " + CLOSE_PATIENCE.toSeconds() + " s");
    }
    follower.close();
    watch.close();
    pusher.close();
    outbox.close();
    schemas.close();
  }
}
