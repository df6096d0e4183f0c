package io.switchlog.edge.bus;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BulkPublisher;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.CommandReader;
import io.switchlog.schemas.bus.FactPublisher;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.schemas.trace.MessageTraced;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// One life of an edge on the bus. Nothing here waits for the cluster: until it is reached facts
/// fail at once, and the edge is announced when it is sure to miss no command.
public final class EdgeBus implements AutoCloseable {
  private final SchemaWatch schemas;
  private final FactPublisher facts;
  private final BulkPublisher<MessageTraced> traces;
  private final Presence presence;
  private final CommandReader<EdgeCommand> commands;

  /// @param incarnation the edge's start time in milliseconds since the epoch
  /// @param listeners where the edge listens
  /// @param load how much it carries, asked on another thread
  /// @param deliver takes commands in order, on a thread of the bus
  /// @throws org.apache.kafka.common.KafkaException if the bootstrap address makes no sense
  public EdgeBus(
      BusConfig config,
      NodeId edge,
      long incarnation,
      List<ListenerAddress> listeners,
      LongSupplier load,
      Consumer<List<Envelope<CommandHead, EdgeCommand>>> deliver) {
    InstantSource clock = InstantSource.system();
    this.schemas =
        new SchemaWatch(
            config, edge.toString(), List.of(Families.INBOX, Families.NODES, Families.TRACE));
    this.facts = new FactPublisher(config, edge, incarnation, clock);
    this.traces =
        new BulkPublisher<>(config, edge, incarnation, clock, Topics.SIP_TRACE, Families.TRACE);
    this.presence =
        new Presence(config, edge, incarnation, listeners, schemas::isPublished, load, clock);
    this.commands =
        new CommandReader<>(
            config,
            edge,
            Topics.EDGE_COMMANDS,
            Families.EDGE_COMMANDS,
            schemas,
            clock,
            deliver,
            presence::start);
  }

  /// Begins to read commands, and to announce the edge once they are read.
  public void start() {
    schemas.start();
    commands.start();
  }

  /// Publishes a fact without blocking; the outcome may come on another thread.
  public void publish(CallId call, CallInput fact, BusWriter.Outcome outcome) {
    if (schemas.isPublished()) {
      facts.publish(call, fact, outcome);
    } else {
      outcome.done("the schemas that facts are written with are not on the bus yet");
    }
  }

  /// Publishes a traced message, or drops and counts it.
  public void trace(CallId call, MessageTraced message) {
    traces.publish(call, message);
  }

  /// Whether the cluster has been reached and every partition knows of the edge.
  public boolean isReady() {
    return schemas.isPublished() && facts.isReady() && presence.isAnnounced();
  }

  /// Traced messages that the bus did not take.
  public long tracesDropped() {
    return traces.dropped();
  }

  /// Commands that could not be read.
  public long commandsUnreadable() {
    return commands.unreadable();
  }

  @Override
  public void close() {
    presence.close();
    commands.close();
    schemas.close();
    facts.close();
    traces.close();
  }
}
