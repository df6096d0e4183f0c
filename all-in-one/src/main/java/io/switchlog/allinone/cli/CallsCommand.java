package io.switchlog.allinone.cli;

import static java.util.Comparator.comparing;

import io.switchlog.allinone.history.CallSummary;
import io.switchlog.allinone.history.EventText;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.TopicReader;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `switchlog calls`.
@Command(name = "calls", description = "List calls, a line each, the newest last.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CallsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private KafkaOption kafka;

  @ArgGroup private Which which = new Which();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Show the newest N only, 1 or more. Default: ${DEFAULT-VALUE}.")
  private int limit;

  /// Which calls.
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Which {
    @Option(names = "--live", description = "Only calls that go on.")
    private boolean live;

    @Option(names = "--ended", description = "Only calls that are over.")
    private boolean ended;

    boolean wants(CallSummary call) {
      return live ? !call.isEnded() : !ended || call.isEnded();
    }
  }

  @Override
  public void run() {
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit: found " + limit + ", expected 1 or more");
    }
    List<CallSummary> calls;
    long unreadable;
    try (TopicReader reader = TopicReader.connect(kafka.bus())) {
      calls =
          Recorded.find(reader, "").stream()
              .map(Recorded::summary)
              .filter(which::wants)
              .sorted(comparing(CallSummary::offered))
              .toList();
      unreadable = reader.unreadable();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (calls.isEmpty()) {
      out.println("no calls");
    } else {
      print(calls.subList(Math.max(0, calls.size() - limit), calls.size()), out);
    }
    if (unreadable > 0) {
      out.println(unreadable + " record(s) of the journal could not be read by this build");
    }
  }

  private static void print(List<CallSummary> calls, PrintWriter out) {
    TextTable table =
        new TextTable("CALL", "STATE", "FROM", "TO", "RULE", "START", "DURATION", "CAUSE", "NET");
    Instant now = Instant.now();
    for (CallSummary call : calls) {
      String rule = call.rule();
      table.row(
          call.id().value(),
          call.phase().name().toLowerCase(Locale.ROOT),
          call.from(),
          call.to(),
          rule == null ? "-" : rule,
          Times.moment(call.offered()),
          Times.span(call.duration(now)),
          EventText.endOf(call),
          EventText.netOf(call));
    }
    table.lines().forEach(out::println);
  }
}
