package io.switchlog.edge.bus;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BulkPublisher;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.CommandReader;
import io.switchlog.schemas.bus.FactPublisher;
import io.switchlog.schemas.bus.KeptFigures;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.bus.PushListener;
import io.switchlog.schemas.bus.SchemaWatch;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.topic.Log;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.schemas.trace.MessageTraced;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One life of an edge on the bus. Nothing here waits for the cluster: until it is reached new
/// calls fail at once and other facts are kept, and the edge is announced when it is sure to miss
/// no command.
public final class EdgeBus implements AutoCloseable {
  private final SchemaWatch schemas;
  private final FactPublisher facts;
  private final FactPublisher registrations;
  private final BulkPublisher<MessageTraced> traces;
  private final Presence presence;
  private final CommandReader<EdgeCommand> commands;
  private final @Nullable PushListener push;
  private final InboxLag lag;
  private final UserWatch users;

  /// @param incarnation the edge's start time in milliseconds since the epoch
  /// @param keptBytes how much is kept of what the bus does not have yet
  /// @param wakeUps for what waits before it is written
  /// @param listeners where the edge listens
  /// @param load how much it carries, asked on another thread
  /// @param deliver takes commands in order, on a thread of the bus
  /// @throws org.apache.kafka.common.KafkaException if the bootstrap address makes no sense
  public EdgeBus(
      BusConfig config,
      NodeId edge,
      long incarnation,
      long keptBytes,
      FactPublisher.WakeUps wakeUps,
      List<ListenerAddress> listeners,
      LongSupplier load,
      Consumer<List<Envelope<CommandHead, EdgeCommand>>> deliver) {
    InstantSource clock = InstantSource.system();
    this.schemas =
        new SchemaWatch(
            config, edge.toString(), List.of(Families.INBOX, Families.NODES, Families.TRACE));
    this.facts =
        new FactPublisher(config, Log.CALLS, edge, incarnation, clock, keptBytes, wakeUps)
            .onlyWhen(schemas::isPublished);
    this.registrations =
        new FactPublisher(config, Log.ADDRESSES, edge, incarnation, clock)
            .onlyWhen(schemas::isPublished);
    this.traces =
        new BulkPublisher<>(config, edge, incarnation, clock, Topics.SIP_TRACE, Families.TRACE);
    this.presence =
        new Presence(config, edge, incarnation, listeners, schemas::isPublished, load, clock);
    this.commands =
        new CommandReader<>(
            config,
            edge,
            incarnation,
            Topics.EDGE_COMMANDS,
            Families.EDGE_COMMANDS,
            schemas,
            clock,
            deliver,
            presence::start);
    this.lag = new InboxLag(config, edge);
    this.users = new UserWatch(config, edge, schemas);
    this.push = PushListener.open(config, edge, commands::pushed);
    var _ =
        presence
            .onlyWhile(() -> !commands.isReplaced())
            .pushedAt(push == null ? null : push.address());
  }

  /// Whether a younger edge has taken this one's place.
  public boolean isReplaced() {
    return commands.isReplaced();
  }

  /// Begins to read commands, and to announce the edge once they are read.
  public void start() {
    schemas.start();
    commands.start();
    lag.start();
    users.start();
  }

  /// Publishes a fact without blocking; the outcome may come on another thread.
  ///
  /// @param repeatable whether its sender is told of a failure; otherwise it is kept until the bus
  ///   has it
  public void publish(
      AggregateId aggregate, AggregateInput fact, boolean repeatable, BusWriter.Outcome outcome) {
    of(aggregate).publish(aggregate, fact, repeatable, outcome);
  }

  /// Whether there is room to keep the fact of a message that came in.
  public boolean hasRoom() {
    return facts.hasRoom();
  }

  private FactPublisher of(AggregateId aggregate) {
    return switch (Log.of(aggregate)) {
      case CALLS -> facts;
      case ADDRESSES -> registrations;
    };
  }

  /// The partition of an aggregate's facts in its log, -1 before the cluster was reached.
  public int partitionOf(AggregateId aggregate) {
    return of(aggregate).partitionOf(aggregate);
  }

  /// Whether call control reads a partition so late that new calls would wait.
  ///
  /// @param partition -1: it is not known, and not late
  public boolean isBehind(int partition) {
    return lag.isBehind(partition);
  }

  /// How late call control reads the partition that it reads latest, in milliseconds.
  public long inboxLagMillis() {
    return lag.worstMillis();
  }

  /// Whether all users are known who there were at the start.
  public boolean knowsUsers() {
    return users.isRead();
  }

  /// A user; null where there is none.
  public @Nullable User user(String realm, String name) {
    return users.user(realm, name);
  }

  /// The facts that are kept, and what became of them.
  public KeptFigures keptFacts() {
    return facts.figures();
  }

  /// Publishes a traced message, or drops and counts it.
  public void trace(CallId call, MessageTraced message) {
    traces.publish(call, message);
  }

  /// Whether the cluster has been reached and every partition knows of the edge.
  public boolean isReady() {
    return schemas.isPublished()
        && facts.isReady()
        && presence.isAnnounced()
        && registrations.isReady()
        && users.isRead();
  }

  /// Traced messages that the bus did not take.
  public long tracesDropped() {
    return traces.dropped();
  }

  /// Commands that could not be read.
  public long commandsUnreadable() {
    return commands.unreadable();
  }

  /// Says from now on that the edge takes no new calls.
  public void drain() {
    presence.drain();
  }

  /// Takes no further command; what was read before has been delivered when this returns.
  public void endCommands() {
    if (push != null) {
      push.close();
    }
    commands.close();
  }

  @Override
  public void close() {
    lag.close();
    users.close();
    presence.close();
    endCommands();
    schemas.close();
    facts.close();
    registrations.close();
    traces.close();
  }
}
