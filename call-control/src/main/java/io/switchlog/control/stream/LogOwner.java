package io.switchlog.control.stream;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.address.Address;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.AddressBindings;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.CommandPusher;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/// A node's part in deciding one log: a member of the log's group, with threads, clients and
/// counters of its own, so that what comes over one log does not hold up another.
final class LogOwner implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogOwner.class.getName());
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final String client;
  private final KafkaStreams streams;
  private final JournalFollower<AggregateState> follower;
  private final ControlCounters counters;
  private final Outbox outbox;

  private LogOwner(
      String client,
      KafkaStreams streams,
      JournalFollower<AggregateState> follower,
      ControlCounters counters,
      Outbox outbox) {
    this.client = client;
    this.streams = streams;
    this.follower = follower;
    this.counters = counters;
    this.outbox = outbox;
  }

  /// Joins the group of a log.
  ///
  /// @param schemas of this build on the bus, and everybody's read
  /// @param clock in milliseconds, never set
  /// @param sessionMillis how long an owner may be silent before its partitions move
  static LogOwner start(
      Log log,
      BusConfig bus,
      NodeId node,
      ShellConfig config,
      Kinds aggregate,
      SchemaWatch schemas,
      InboxProcessor.OriginSource origins,
      LongSupplier clock,
      CommandPusher pusher,
      int sessionMillis) {
    String client =
        switch (log) {
          case CALLS -> node.toString();
          case ADDRESSES -> node + "-addresses";
        };
    ControlCounters counters = new ControlCounters();
    Voices voices = new Voices();
    Outbox outbox = new Outbox(Outbox.line(bus, client), client, origins);
    JournalFollower<AggregateState> follower =
        new JournalFollower<>(bus, node, client, log, config.build(), aggregate, schemas.writers());
    follower.start();
    Mirror<AggregateState> mirror = mirror(log, origins);
    Topology topology =
        ControlTopology.build(
            log,
            mirror,
            () ->
                new InboxProcessor<>(
                    log,
                    mirror,
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
    Properties settings = StreamSettings.of(bus, log, client, config, sessionMillis);
    KafkaStreams streams =
        new KafkaStreams(
            topology,
            settings,
            new OwnersClients(log, follower.histories(), voices, counters, pusher),
            SteadyTime.fromNow());
    streams.setUncaughtExceptionHandler(fault -> {
      LOG.log(
          System.Logger.Level.ERROR,
          client + ": a stream thread failed and is replaced: " + rootOf(fault));
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    });
    streams.start();
    return new LogOwner(client, streams, follower, counters, outbox);
  }

  private static @Nullable Mirror<AggregateState> mirror(
      Log log, InboxProcessor.OriginSource origins) {
    return switch (log) {
      case CALLS -> null;
      case ADDRESSES ->
          new Mirror<>(
              Topics.ADDRESSES_BINDINGS,
              (id, state) ->
                  Families.BINDINGS.encode(
                      origins.next(),
                      new AddressBindings(
                          UserAddress.of(id),
                          state instanceof Address address ? address.bindings() : List.of())));
    };
  }

  private static Throwable rootOf(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /// What was counted since the start.
  ControlCounters.Snapshot counters() {
    return counters.snapshot(inboxLag());
  }

  /// How many aggregates are held now, ended ones in their retention included.
  long held() {
    return counters.heldCalls();
  }

  /// Whether the node owns what the group gave it.
  boolean isRunning() {
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
          client + " did not stop in " + CLOSE_PATIENCE.toSeconds() + " s");
    }
    follower.close();
    outbox.close();
  }
}
