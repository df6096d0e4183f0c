package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.NodeStanding;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.schemas.node.NodePresence;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `switchlog nodes`.
@Command(
    name = "nodes",
    description =
        "List the nodes, a line each: whether they take new work, what they carry, and where they"
            + " listen.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NodesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private KafkaOption kafka;

  @Override
  public void run() {
    List<NodeStanding> nodes;
    try (TopicReader reader = TopicReader.connect(kafka.bus())) {
      nodes = NodeStanding.all(reader);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (nodes.isEmpty()) {
      out.println("no nodes");
      return;
    }
    Instant now = Instant.now();
    TextTable table = new TextTable("NODE", "STATE", "LOAD", "STARTED", "HEARD", "LISTENS");
    for (NodeStanding node : nodes) {
      NodePresence said = node.presence();
      table.row(
          said.node().toString(),
          node.state(now).name().toLowerCase(Locale.ROOT),
          Long.toString(said.load()),
          Times.moment(Instant.ofEpochMilli(said.incarnation())),
          Times.span(age(node, now)) + " ago",
          listens(said.listeners()));
    }
    table.lines().forEach(out::println);
  }

  /// `192.0.2.1 UDP 5060, TCP 5060; 192.0.2.2 TLS 5061`.
  private static String listens(List<ListenerAddress> listeners) {
    Map<String, String> byHost = new LinkedHashMap<>();
    for (ListenerAddress each : listeners) {
      byHost.merge(
          each.host(), each.transport() + " " + each.port(), (known, more) -> known + ", " + more);
    }
    return byHost.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining("; "));
  }

  /// The broker's clock may be ahead of ours.
  private static Duration age(NodeStanding node, Instant now) {
    Duration age = Duration.between(node.heard(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
