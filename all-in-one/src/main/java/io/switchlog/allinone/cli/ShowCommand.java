package io.switchlog.allinone.cli;

import io.switchlog.allinone.history.Cdr;
import io.switchlog.allinone.history.Ladder;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.Stored;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.topic.Topics;
import io.switchlog.schemas.trace.MessageTraced;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `switchlog show`.
@Command(
    name = "show",
    description =
        "Show a call: its ladder, its events with what caused them, its quality and its call detail"
            + " record.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ShowCommand implements Runnable {
  private static final int SOME = 5;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CALL",
      description = "The call's id, or a beginning of it that no other call has.")
  private String prefix;

  @Option(
      names = "--at",
      paramLabel = "N",
      description = "Show the state that the events up to number N fold to, instead.")
  private @Nullable Long at;

  @Mixin private KafkaOption kafka;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    try (TopicReader reader = TopicReader.connect(kafka.bus())) {
      List<Recorded> lives = lives(reader, prefix);
      if (lives.size() > 1) {
        out.println(
            "The id was born %d times; %s"
                .formatted(
                    lives.size(), at == null ? "each life by itself:" : "this is the latest:"));
        out.println();
      }
      if (at != null) {
        showAt(lives.getLast(), at, out);
      } else {
        lives.forEach(life -> show(life, reader, out));
      }
    }
  }

  /// The latest life of the one call whose id begins like this.
  static Recorded find(TopicReader reader, String prefix) {
    return lives(reader, prefix).getLast();
  }

  /// The lives of the one call whose id begins like this, the first one first.
  private static List<Recorded> lives(TopicReader reader, String prefix) {
    List<Recorded> lives = Recorded.find(reader, prefix);
    List<CallId> found = lives.stream().map(Recorded::call).distinct().toList();
    if (found.isEmpty()) {
      throw new CommandRefused(
          "no call begins with \"" + prefix + "\"; switchlog calls lists them");
    }
    if (found.size() > 1) {
      List<String> ids = found.stream().map(CallId::value).sorted().limit(SOME).toList();
      throw new CommandRefused(
          found.size()
              + " calls begin with \""
              + prefix
              + "\": "
              + String.join(", ", ids)
              + (found.size() > SOME ? ", …" : ""));
    }
    return lives.stream().sorted(Comparator.comparingLong(Recorded::life)).toList();
  }

  private static void showAt(Recorded call, long number, PrintWriter out) {
    long last = call.events().lastKey();
    if (number < 1 || number > last) {
      throw new CommandRefused(
          "--at: found " + number + ", expected an event of the call, 1 to " + last);
    }
    CallReport.state(call.summaryAt(number), number, last).forEach(out::println);
  }

  private static void show(Recorded call, TopicReader reader, PrintWriter out) {
    List<Stored<Origin, MessageTraced>> traced =
        reader.read(Topics.SIP_TRACE, Families.TRACE, call.call());
    List<QualityMeasured> quality = call.quality(reader);
    CallReport.title(call.summary()).forEach(out::println);
    CallReport.releases(call).forEach(out::println);
    section(out, "Ladder", Ladder.of(traced), "no message was traced");
    section(out, "Events", CallReport.events(call, call.causes(reader)), "none");
    section(out, "Quality", CallReport.quality(quality), "no audio was measured");
    Cdr cdr = Cdr.of(call.call(), call.inOrder(), quality);
    section(
        out,
        "Call detail record",
        cdr == null ? List.of() : CallReport.cdr(cdr),
        "none yet, the call goes on");
  }

  private static void section(PrintWriter out, String title, List<String> lines, String none) {
    out.println();
    out.println(title);
    if (lines.isEmpty()) {
      out.println("  " + none);
    }
    lines.forEach(line -> out.println("  " + line));
  }
}
