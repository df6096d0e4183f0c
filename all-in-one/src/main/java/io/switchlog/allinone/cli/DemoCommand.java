package io.switchlog.allinone.cli;

import io.switchlog.allinone.demo.DemoCall;
import io.switchlog.allinone.demo.DemoFolder;
import io.switchlog.allinone.demo.DemoHistory;
import io.switchlog.allinone.demo.DemoPhone;
import io.switchlog.allinone.demo.LiveLadder;
import io.switchlog.allinone.demo.MediaPorts;
import io.switchlog.allinone.demo.PhoneReport;
import io.switchlog.allinone.dev.DevConfig;
import io.switchlog.allinone.dev.DevPlatform;
import io.switchlog.allinone.history.Cdr;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.Action.MediaMode;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.config.Rule;
import io.switchlog.schemas.node.ListenerAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `switchlog demo`.
@Command(
    name = "demo",
    description =
        "Place a call between two scripted phones through a platform of its own, on free ports, and"
            + " show what happened: the ladder as it happens, events, quality, call detail record,"
            + " replay, and what each phone heard. Exits with 1 if anything was not as it has to"
            + " be.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DemoCommand implements Callable<Integer> {
  static final int FAILED = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int RING_SECONDS = 5;
  private static final int LONGEST_CALL_SECONDS = 60;

  @Spec private CommandSpec spec;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the log in this folder, for 'switchlog dev --data DIR'.")
  private @Nullable Path keep;

  @Option(
      names = "--dial",
      paramLabel = "SIP-URI",
      hidden = true,
      description = "Where the route to bob leads instead, to see the demonstration fail.")
  private @Nullable String dial;

  @Override
  public Integer call() {
    try (Interruption interruption = Interruption.ofThisThread()) {
      try {
        return demonstrate();
      } catch (RuntimeException e) {
        throw interruption.told() ? new CommandRefused("interrupted", e) : e;
      }
    }
  }

  private int demonstrate() {
    try (DemoFolder folder = DemoFolder.open(keep);
        DemoPhone alice = new DemoPhone("alice", 330);
        DemoPhone bob = new DemoPhone("bob", 520)) {
      long start = System.nanoTime();
      try (DevPlatform platform = DevPlatform.start(config(folder.path(), routing(bob)))) {
        return demonstrate(platform, alice, bob, System.nanoTime() - start);
      }
    }
  }

  private static DevConfig config(Path data, RoutingTable routing) {
    DevConfig usual = DevConfig.onFreePorts(data, routing);
    MediaPorts media = MediaPorts.free();
    return new DevConfig(
        data,
        usual.fresh(),
        usual.kafka(),
        usual.kafkaPort(),
        usual.partitions(),
        usual.sipHost(),
        usual.sipPort(),
        usual.tlsPort(),
        usual.wsPort(),
        usual.wssPort(),
        media.min(),
        media.max(),
        usual.loops(),
        usual.trace(),
        usual.secretFile(),
        usual.credentials(),
        usual.admission(),
        usual.egress(),
        usual.tls(),
        usual.clients(),
        usual.origins(),
        usual.dns(),
        usual.routing(),
        usual.routingChosen());
  }

  private RoutingTable routing(DemoPhone bob) {
    Action toBob = new Action.Dial(dial == null ? bob.uri() : dial, MediaMode.RELAY);
    return new RoutingTable(
        0, List.of(new Rule("bob", "bob", toBob)), RING_SECONDS, LONGEST_CALL_SECONDS, 0);
  }

  private int demonstrate(DevPlatform platform, DemoPhone alice, DemoPhone bob, long startNanos) {
    PrintWriter out = spec.commandLine().getOut();
    ListenerAddress sip = platform.listeners().getFirst();
    String exchange = sip.host() + ":" + sip.port();
    out.printf(
        "The exchange is up after %.1f s: SIP %s, Kafka %s%n",
        startNanos / 1e9, exchange, platform.kafka());
    section(out, "Ladder, as it happens");
    BusConfig bus = new BusConfig(platform.kafka());
    List<String> faults = new ArrayList<>();
    DemoCall call;
    DemoHistory history = null;
    CallId id;
    try (LiveLadder ladder =
        LiveLadder.watch(
            bus,
            alice,
            bob,
            line -> {
              out.println(line);
              out.flush();
            })) {
      call = DemoCall.run(alice, bob, exchange);
      faults.addAll(call.faults());
      id = ladder.call();
      if (id != null) {
        history = DemoHistory.read(bus, platform.secret(), id, PATIENCE);
      }
    }
    if (history == null) {
      faults.add("no message of the call was traced");
    } else {
      faults.addAll(history.faults());
      show(out, history);
    }
    section(out, "What each heard");
    heard(out, call.called(), call.caller());
    heard(out, call.caller(), call.called());
    return conclude(out, faults, id);
  }

  private static void show(PrintWriter out, DemoHistory history) {
    section(out, "Events");
    indented(out, CallReport.events(history.recorded(), history.causes()), "none");
    section(out, "Quality");
    indented(out, CallReport.quality(history.quality()), "no audio was measured");
    section(out, "Call detail record");
    Cdr cdr = history.cdr();
    indented(out, cdr == null ? List.of() : CallReport.cdr(cdr), "none, the call has not ended");
    section(out, "Replay");
    indented(out, verdict(history.verdict()), "");
  }

  private static List<String> verdict(Verdict verdict) {
    String compared =
        "%d decisions with %d events and %d commands taken again from the recorded inbox"
            .formatted(verdict.decisions(), verdict.events(), verdict.commands());
    List<String> lines = new ArrayList<>();
    for (Verdict.Difference difference : verdict.differences()) {
      lines.add("the decision on input " + difference.offset() + " differs");
      lines.add("  recorded  " + difference.recorded());
      lines.add("  decided   " + difference.decided());
    }
    lines.add(compared + (lines.isEmpty() ? ": no difference" : " are the same"));
    return lines;
  }

  private static void heard(PrintWriter out, PhoneReport listener, PhoneReport speaker) {
    out.printf(
        "  %-5s said %s; %s heard %s%n",
        speaker.name(), speaker.said(), listener.name(), listener.heard());
  }

  private int conclude(PrintWriter out, List<String> faults, @Nullable CallId id) {
    out.println();
    if (faults.isEmpty()) {
      out.println("All is well: both heard each other, and the log tells the same call again.");
    } else {
      out.println("Failed:");
      indented(out, faults, "");
    }
    if (keep != null && id != null) {
      out.printf(
          "The log is in %s: ./switchlog dev --data %s, then ./switchlog show %s, ./switchlog replay"
              + " %s --data %s%n",
          keep, keep, id.value(), id.value(), keep);
    }
    out.flush();
    return faults.isEmpty() ? ExitCode.OK : FAILED;
  }

  private static void section(PrintWriter out, String title) {
    out.println();
    out.println(title);
    out.flush();
  }

  private static void indented(PrintWriter out, List<String> lines, String none) {
    if (lines.isEmpty()) {
      out.println("  " + none);
    }
    lines.forEach(line -> out.println("  " + line));
  }
}
