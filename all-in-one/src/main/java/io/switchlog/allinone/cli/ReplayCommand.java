package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.replay.InboxReader;
import io.switchlog.control.replay.Replay;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.topic.Log;
import io.switchlog.wire.token.ClusterSecret;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        "Decide recorded calls again with this build and compare all that a decision yields:"
            + " events, commands, answers, timers. Exits with 1 where something differs, and where"
            + " there was nothing to compare; with 3 where only calls differ that a build with other"
            + " rules has decided.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReplayCommand implements Callable<Integer> {
  static final int DIFFERENT = 1;

  /// What differs was decided by other rules than this build's.
  static final int OTHER_RULES = 3;

  private static final int MOST_SHOWN = 5;

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
    PrintWriter out = spec.commandLine().getOut();
    int calls = report(verdict(kafka.bus(), Log.CALLS, secret.secret(data), call), "calls", out);
    if (call != null) {
      return calls;
    }
    Verdict addresses = verdict(kafka.bus(), Log.ADDRESSES, secret.secret(data), null);
    boolean any = addresses.calls() > 0 || !addresses.differences().isEmpty();
    return any ? Math.max(calls, report(addresses, "addresses", out)) : calls;
  }

  /// What came of deciding everything again.
  ///
  /// @param only the call to compare, null for all
  static Verdict verdict(BusConfig bus, Log log, ClusterSecret secret, @Nullable CallId only) {
    try (InboxReader reader = new InboxReader(bus, log)) {
      Replay<AggregateState> replay = new Replay<>(Kinds.of(secret), reader.writers());
      if (only != null) {
        AggregateId one = AggregateId.of(only);
        return replay.one(reader.partition(reader.partitionOf(one)), one);
      }
      Verdict verdict = Verdict.none();
      for (int partition = 0; partition < reader.partitions(); partition++) {
        verdict = verdict.plus(replay.all(reader.partition(partition)));
      }
      return verdict;
    } catch (KafkaException e) {
      throw TopicReader.unreachable(bus.bootstrap(), e);
    }
  }

  /// Prints what was compared, and the first difference of each call that differs. What other rules
  /// than this build's decided is told apart: it may well come out otherwise.
  ///
  /// @param what what was compared, for people
  static int report(Verdict verdict, String what, PrintWriter out) {
    Map<Boolean, List<Verdict.Difference>> differences =
        verdict.differences().stream()
            .collect(Collectors.partitioningBy(each -> each.isOfOtherRules(CallDecider.RULES)));
    List<Verdict.Difference> faults = differences.getOrDefault(false, List.of());
    List<Verdict.Difference> ofOtherRules = differences.getOrDefault(true, List.of());
    Stream.concat(faults.stream(), ofOtherRules.stream())
        .limit(MOST_SHOWN)
        .forEach(difference -> print(difference, out));
    String compared =
        "%d %s, %d decisions with %d events and %d commands"
            .formatted(
                verdict.calls(), what, verdict.decisions(), verdict.events(), verdict.commands());
    if (!verdict.began().isEmpty()) {
      out.printf(
          "%d %s began before the inbox that is left: known from the journal%n",
          verdict.began().size(), what);
      verdict.began().stream().limit(MOST_SHOWN).forEach(call -> out.println("  " + call));
    }
    if (verdict.encodings() > 0) {
      out.printf("%d commands say the same in other bytes%n", verdict.encodings());
    }
    if (verdict.folded() > 0) {
      out.printf(
          "%d decisions were taken by other rules than this build's, %d: what they told stands, and"
              + " what follows from it was compared%n",
          verdict.folded(), CallDecider.RULES);
    }
    if (!faults.isEmpty()) {
      out.printf("replayed: %d %s differ; the same are %s%n", faults.size(), what, compared);
      return DIFFERENT;
    }
    if (!ofOtherRules.isEmpty()) {
      out.printf(
          "replayed: the same are %s; %d %s were decided by rules %s, and would be otherwise by this build's, %d%n",
          compared,
          ofOtherRules.size(),
          what,
          ofOtherRules.stream()
              .map(difference -> String.valueOf(difference.rules()))
              .distinct()
              .sorted()
              .collect(Collectors.joining(", ")),
          CallDecider.RULES);
      return OTHER_RULES;
    }
    if (verdict.decisions() == 0) {
      out.println(
          "replayed nothing: no decision could be compared, because neither inbox nor journal holds"
              + " one that was committed");
      return DIFFERENT;
    }
    out.printf("replayed %s: no difference%n", compared);
    return ExitCode.OK;
  }

  private static String name(AggregateId id) {
    return UserAddress.is(id) ? id.value() : "call " + id;
  }

  private static void print(Verdict.Difference difference, PrintWriter out) {
    out.printf(
        "%s, input %d/%d: decided otherwise%n",
        difference.call() == null ? "the partition's view" : name(difference.call()),
        difference.partition(),
        difference.offset());
    out.println("  recorded  " + difference.recorded());
    out.println("  decided   " + difference.decided());
  }
}
