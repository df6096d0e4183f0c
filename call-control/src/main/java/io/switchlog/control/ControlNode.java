package io.switchlog.control;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.stream.ControlCounters;
import io.switchlog.control.stream.ControlShell;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.TopicAdministration;
import io.switchlog.schemas.topic.TopicMismatch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/// A running call-control node: decides the calls and addresses of the partitions that it owns,
/// watches over the other nodes, and says that it lives.
public final class ControlNode implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlNode.class.getName());
  private static final int REACH_SECONDS = 10;

  private final ControlShell shell;
  private final Presence presence;

  private ControlNode(ControlShell shell, Presence presence) {
    this.shell = shell;
    this.presence = presence;
  }

  /// Starts a node: reaches the bus, checks its topics, warms up, joins.
  ///
  /// @throws ControlStartException if the bus cannot be reached or is not laid out as expected
  public static ControlNode start(ControlConfig config) {
    BusConfig bus = new BusConfig(config.kafka());
    checkBus(bus);
    Clock clock = Clock.systemUTC();
    NodeId node = NodeId.control(config.ordinal());
    long incarnation = clock.millis();
    SchemaWatch schemas =
        new SchemaWatch(
            bus,
            node.toString(),
            List.of(
                Families.INBOX,
                Families.JOURNAL,
                Families.FLOORS,
                Families.EDGE_COMMANDS,
                Families.MEDIA_COMMANDS,
                Families.NODES,
                Families.BINDINGS));
    Kinds aggregate = Kinds.of(config.secret());
    ControlShell shell =
        ControlShell.start(bus, node, incarnation, config.shell(), aggregate, schemas);
    Presence presence =
        new Presence(
            bus,
            node,
            incarnation,
            List.of(),
            schemas::isPublished,
            () -> shell.held(Log.CALLS),
            clock);
    presence.start();
    return new ControlNode(shell, presence);
  }

  private static void checkBus(BusConfig bus) {
    try (Admin admin =
        Admin.create(
            bus.properties(
                Map.of(
                    "request.timeout.ms",
                    "5000",
                    "default.api.timeout.ms",
                    REACH_SECONDS * 1000)))) {
      admin.describeCluster().nodes().get(REACH_SECONDS, TimeUnit.SECONDS);
      TopicAdministration topics = new TopicAdministration(admin);
      topics.check();
      topics.risks().forEach(risk -> LOG.log(System.Logger.Level.WARNING, risk));
    } catch (TopicMismatch e) {
      throw new ControlStartException(String.valueOf(e.getMessage()), e);
    } catch (TimeoutException | ExecutionException | KafkaException e) {
      throw new ControlStartException(
          "kafka: expected a broker at " + bus.bootstrap() + ", found none that answers", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlStartException("interrupted while reaching " + bus.bootstrap(), e);
    }
  }

  /// What the node has counted since its start, of calls.
  public ControlCounters.Snapshot counters() {
    return shell.counters(Log.CALLS);
  }

  /// The same, of addresses of record.
  public ControlCounters.Snapshot addressCounters() {
    return shell.counters(Log.ADDRESSES);
  }

  /// Whether the node has taken over the partitions that it was given.
  public boolean isRunning() {
    return shell.isRunning();
  }

  /// Leaves the group at once, so that the partitions move without waiting for a timeout.
  @Override
  public void close() {
    shell.close();
    presence.close();
  }
}
