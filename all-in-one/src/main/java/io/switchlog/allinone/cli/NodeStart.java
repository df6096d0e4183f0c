package io.switchlog.allinone.cli;

import io.switchlog.allinone.dev.ClusterTopics;
import io.switchlog.allinone.dev.Lifetime;
import io.switchlog.allinone.history.BusUnreachable;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Model.CommandSpec;

/// What all nodes do around their start.
final class NodeStart {
  private NodeStart() {}

  /// Checks the topics of a cluster. A cluster that is away is only told of: the node recovers by
  /// itself.
  ///
  /// @param meanwhile what happens until the cluster is there
  /// @return whether it is there, so that a node may wait until every partition knows it
  /// @throws io.switchlog.schemas.topic.TopicMismatch if the cluster is there and its topics are
  ///   not
  static boolean checkTopics(CommandSpec spec, KafkaOption kafka, String meanwhile) {
    try (ClusterTopics topics = ClusterTopics.connect(kafka.bus())) {
      topics.check();
      sayRisks(spec, topics);
      return true;
    } catch (BusUnreachable e) {
      spec.commandLine().getErr().println("switchlog: " + e.getMessage() + "; " + meanwhile);
      spec.commandLine().getErr().flush();
      return false;
    }
  }

  /// Says what the topics' settings put at risk. A node works all the same.
  ///
  /// @return how many risks there are
  static int sayRisks(CommandSpec spec, ClusterTopics topics) {
    List<String> risks = topics.risks();
    PrintWriter err = spec.commandLine().getErr();
    risks.forEach(risk -> err.println("switchlog: warning: " + risk));
    err.flush();
    return risks.size();
  }

  /// The line that whoever started the node may wait for.
  static void ready(CommandSpec spec, String node, String where) {
    spec.commandLine().getOut().println((node + " ready " + where).strip());
    spec.commandLine().getOut().flush();
  }

  /// Waits until the process is told to end.
  ///
  /// @throws CommandRefused if a younger node has taken this one's place
  static void untilReplaced(Lifetime lifetime, BooleanSupplier isReplaced, String node) {
    if (lifetime.awaitOr(isReplaced)) {
      throw replaced(node);
    }
  }

  /// What is said where a younger node has taken this one's place.
  static CommandRefused replaced(String node) {
    return new CommandRefused(
        node
            + " was started again elsewhere with the same ordinal, and this one ends; give each"
            + " node of a kind an --ordinal of its own");
  }
}
