package io.switchlog.switchlog.cli;

import io.switchlog.control.core.call.Call;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.CallAggregate;
import io.switchlog.control.replay.InboxReader;
import io.switchlog.control.replay.Replay;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.switchlog.history.TopicReader;
import io.switchlog.wire.token.ClusterSecret;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog replay`.
@Command(
    name = "replay",
    description =
        "Decide recorded calls again with this build and compare the journal byte for byte. Exits"
            + " with 1 at a difference, which it prints.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReplayCommand implements Callable<Integer> {
  static final int DIFFERENT = 1;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Mixin private KafkaOption kafka;

  @Mixin private SecretOption secret;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DevCommand.DATA_FOLDER,
      description =
          "The folder of the 'switchlog dev' that took the calls, for its secret. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path data;

  /// Which calls.
  static final class Which {
    @Parameters(
        paramLabel = "CALL",
        description = "The call's id, or a beginning of it that no other call has.")
    private @Nullable String prefix;

    @Option(names = "--all", description = "Every call in the journal.")
    private boolean all;
  }

  @Override
  public Integer call() {
    CallId call = null;
    String prefix = which.prefix;
    try (TopicReader reader = TopicReader.connect(kafka.bus())) {
      if (!which.all && prefix != null) {
        call = ShowCommand.find(reader, prefix).call();
      }
    }
    return report(verdicts(kafka.bus(), secret.secret(data), call), spec.commandLine().getOut());
  }

  /// What came of each partition that was decided again.
  ///
  /// @param only the call to compare, null for all
  static List<Verdict> verdicts(BusConfig bus, ClusterSecret secret, @Nullable CallId only) {
    try (InboxReader reader = new InboxReader(bus)) {
      Replay<Call, CallEvent> replay =
          new Replay<>(
              new CallAggregate(new CallDecider(secret), reader.writers()), reader.writers());
      if (only != null) {
        return List.of(replay.one(reader.partition(reader.partitionOf(only)), only));
      }
      List<Verdict> verdicts = new ArrayList<>();
      for (int partition = 0; partition < reader.partitions(); partition++) {
        verdicts.add(replay.all(reader.partition(partition)));
      }
      return verdicts;
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  /// Prints the verdict over all partitions: the first difference, or how much was the same.
  static int report(List<Verdict> verdicts, PrintWriter out) {
    long calls = 0;
    long events = 0;
    List<String> missing = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      switch (verdict) {
        case Verdict.Same same -> {
          calls += same.calls();
          events += same.events();
        }
        case Verdict.Incomplete incomplete -> {
          calls += incomplete.calls();
          events += incomplete.events();
          missing.add(incomplete.reason());
        }
        case Verdict.Different different -> {
          out.printf("call %s, event %d differs%n", different.call(), different.number());
          out.println("  recorded  " + different.recorded());
          out.println("  decided   " + different.decided());
          return DIFFERENT;
        }
      }
    }
    missing.forEach(reason -> out.println("not judged: " + reason));
    out.printf("replayed %d calls, %d events: no difference%n", calls, events);
    return ExitCode.OK;
  }
}
