package io.switchlog.allinone.cli;

import io.switchlog.allinone.bus.OperatorProducer;
import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.allinone.history.BusUnreachable;
import io.switchlog.allinone.history.NodeStanding;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.DrainEdge;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.topic.Topics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `switchlog drain`.
@Command(
    name = "drain",
    description =
        "Let an edge refuse new calls, wait until nobody waits for an answer or is connected, and"
            + " end; tell when it has.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DrainCommand implements Runnable {
  private static final int MOST_SECONDS = 86_400;
  private static final long LOOK_MILLIS = 500;

  /// Until when the order is of use.
  private static final long USEFUL_SECONDS = 30;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "EDGE",
      converter = Edge.class,
      description = "The edge, such as edge-0. 'switchlog nodes' lists them.")
  private NodeId edge;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "600",
      description = "After which it ends whoever waits. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Mixin private KafkaOption kafka;

  @Override
  public void run() {
    if (seconds < 0 || seconds > MOST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--seconds: found " + seconds + ", expected 0 to " + MOST_SECONDS);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Interruption interruption = Interruption.ofThisThread();
        TopicReader reader = TopicReader.connect(kafka.bus())) {
      NodePresence there = there(reader);
      order(there.incarnation());
      if (!await(reader, interruption, TopicReader.PATIENCE.toSeconds(), this::hasTaken)) {
        if (!interruption.told()) {
          throw new BusUnreachable(
              edge + " has not taken the order within " + TopicReader.PATIENCE.toSeconds() + " s");
        }
        return;
      }
      out.println(edge + " drains: no new calls, and its end within " + seconds + " s");
      out.flush();
      if (await(reader, interruption, seconds + USEFUL_SECONDS, this::hasEnded)) {
        out.println(edge + " has ended");
      } else if (!interruption.told()) {
        throw new CommandRefused(
            edge + " drains, and goes on past its time: it runs inside of another process");
      }
    }
  }

  private NodePresence there(TopicReader reader) {
    NodeStanding standing = NodeStanding.of(reader, edge);
    if (standing == null || !standing.isThere(Instant.now())) {
      throw new CommandRefused(
          "expected an edge that is there; "
              + edge
              + (standing == null ? " is unknown" : " is gone"));
    }
    return standing.presence();
  }

  private void order(long incarnation) {
    ClusterTopics.publishSchemas(kafka.bus());
    CommandHead head =
        new CommandHead("drain/" + UUID.randomUUID(), Instant.now().plusSeconds(USEFUL_SECONDS));
    try (OperatorProducer producer = new OperatorProducer(kafka.bus(), "drain")) {
      var _ =
          producer.write(
              new ProducerRecord<>(
                  Topics.EDGE_COMMANDS.name(),
                  edge.ordinal(),
                  edge.toString().getBytes(StandardCharsets.UTF_8),
                  Families.EDGE_COMMANDS.encode(head, new DrainEdge(incarnation, seconds))));
    }
  }

  private boolean hasTaken(NodeStanding standing) {
    return switch (standing.state(Instant.now())) {
      case DRAINING, STOPPED -> true;
      case LIVE, LOST -> false;
    };
  }

  private boolean hasEnded(NodeStanding standing) {
    return !standing.isThere(Instant.now());
  }

  /// @return whether it came to that; false where the time was over, or the thread interrupted
  private boolean await(
      TopicReader reader, Interruption interruption, long most, Predicate<NodeStanding> wanted) {
    long until = System.nanoTime() + most * 1_000_000_000L;
    while (!interruption.told() && System.nanoTime() - until < 0) {
      NodeStanding standing = NodeStanding.of(reader, edge);
      if (standing != null && wanted.test(standing)) {
        return true;
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  private static final class Edge implements ITypeConverter<NodeId> {
    @Override
    public NodeId convert(String text) {
      if (!text.matches("edge-\\d{1,4}")) {
        throw new TypeConversionException(
            "found \"" + text + "\", expected an edge such as edge-0");
      }
      return NodeId.edge(Integer.parseInt(text.substring("edge-".length())));
    }
  }
}
