package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.schemas.topic.TopicLayout;
import io.switchlog.schemas.topic.Topics;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `switchlog topics`.
@Command(
    name = "topics",
    description = "Create the platform's topics on a Kafka cluster, or check them.",
    subcommands = {TopicsCommand.Create.class, TopicsCommand.Check.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TopicsCommand implements Runnable {
  /// How a check ends that has found only what may be lost some day.
  private static final int AT_RISK = 1;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "topics: expected create or check");
  }

  /// `switchlog topics create`.
  @Command(
      name = "create",
      description =
          "Create the topics that are missing, check the others, and publish this build's schemas.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Create implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private KafkaOption kafka;

    @Option(
        names = "--partitions",
        paramLabel = "N",
        defaultValue = "12",
        description =
            "Partitions of the topics spread by key; cannot be changed later. 96 suits production."
                + " Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
        names = "--nodes",
        paramLabel = "N",
        defaultValue = "8",
        description =
            "The most nodes of a kind that there will be, for the topics with a partition for each"
                + " node. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
        names = "--replication",
        paramLabel = "N",
        description = "Copies of each partition. Default: 3, or one for each broker if fewer.")
    private @Nullable Short replication;

    @Override
    public void run() {
      try (ClusterTopics topics = ClusterTopics.connect(kafka.bus())) {
        topics.ensure(layout(replication == null ? topics.usualReplication() : replication));
        NodeStart.sayRisks(spec, topics);
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%d topics are as they have to be at %s%n", Topics.all().size(), kafka.bootstrap());
    }

    private TopicLayout layout(short copies) {
      try {
        return new TopicLayout(partitions, nodes, copies);
      } catch (IllegalArgumentException e) {
        throw new CommandRefused(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /// `switchlog topics check`.
  @Command(
      name = "check",
      description =
          "Compare the topics with what this build needs. Exits with 1 where all works, but what"
              + " was acknowledged may be lost when a broker dies.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private KafkaOption kafka;

    @Override
    public Integer call() {
      try (ClusterTopics topics = ClusterTopics.connect(kafka.bus())) {
        topics.check();
        if (NodeStart.sayRisks(spec, topics) > 0) {
          return AT_RISK;
        }
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%d topics are as they have to be at %s%n", Topics.all().size(), kafka.bootstrap());
      return ExitCode.OK;
    }
  }
}
