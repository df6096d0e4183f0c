package io.switchlog.allinone.live;

import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.bus.BusConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// A fault while calls talk and ring, and what became of each:
///
///     calls come up -> kill -9 ----- down ----> started again -> new calls are decided -> the rest ends -> verdict
///                       └─ phones hang up, answer, cancel, refuse ─┘
final class Drill implements AutoCloseable {
  /// A routing table that finds a drill's phones: the called user ends with the phone's port. What
  /// rings may ring for longer than any outage lasts; all else is as usual.
  static final String ROUTES =
      """
      ring-timeout: 10m
      rules:
        - {name: drill, called: 'to-(\\d+)', dial: {uri: "sip:to@127.0.0.1:$1"}}
      """;

  private static final Duration COMES_UP = Duration.ofMinutes(3);
  private static final Duration RECOVERS = Duration.ofMinutes(2);
  private static final Duration SOUND = Duration.ofSeconds(30);
  private static final Duration ENDS = Duration.ofSeconds(90);
  private static final Duration QUIET = Duration.ofSeconds(90);

  /// An ended call absorbs what comes late for 64 s, and is let go by the next input after that.
  private static final Duration RETAINED = Duration.ofSeconds(66);

  /// A media node remembers what it answered for two minutes.
  private static final Duration FLAT = Duration.ofSeconds(90);

  /// So many that hardly a partition gets none.
  private static final int LAST_INPUTS = 36;

  /// Phones go on doing things while what was killed starts.
  private static final Duration WHILE_IT_STARTS = Duration.ofSeconds(3);

  /// A phone sends its BYE for 32 s (timer F), the last times 4 s apart: an edge that is away for
  /// longer is none that any exchange could make up for.
  private static final int MOST_SECONDS_AWAY = 24;

  private static final int CALLS_A_SECOND = 20;

  private final String name;
  private final Cluster cluster;
  private final Path folder;
  private final List<Integer> edgePorts;
  private final DrillPhones phones = new DrillPhones();
  private final List<DrillCall> calls = new ArrayList<>();

  /// @param name what the table calls it
  /// @param edges how many there are, from ordinal 0
  Drill(String name, Cluster cluster, Path folder, int edges) {
    this.name = name;
    this.cluster = cluster;
    this.folder = folder;
    this.edgePorts = new ArrayList<>();
    for (int edge = 0; edge < edges; edge++) {
      edgePorts.add(cluster.edgePort(edge));
    }
  }

  /// Runs it.
  ///
  /// @param each how many calls talk, and how many ring
  /// @param victims what is killed; nothing if empty
  /// @param down how long until it is started again; what is not, is dead for good
  DrillRow run(int each, Collection<String> victims, Duration down, boolean startedAgain) {
    Map<String, Integer> idleSockets = new TreeMap<>();
    mediaNodes().forEach(node -> idleSockets.put(node, sockets(node)));
    Map<String, Insides> before = insides();
    comeUp(each);
    List<String> findings = new ArrayList<>();
    seesWhatIsHeld(before, findings);

    long struck = System.currentTimeMillis();
    Duration acting = down.plus(WHILE_IT_STARTS);
    actWithin(acting);
    cluster.kill(victims);
    CompletableFuture<String> recovered = CompletableFuture.supplyAsync(() -> probe(struck));
    int givenUp = 0;
    if (startedAgain) {
      pause(down);
      givenUp = cluster.startAgain(victims);
    }
    double ready = (System.currentTimeMillis() - struck) / 1_000.0;
    pause(Duration.ofMillis(struck + acting.toMillis() - System.currentTimeMillis()));
    String decidedAgain = recovered.join();

    boolean slow =
        ready > MOST_SECONDS_AWAY && victims.stream().anyMatch(node -> node.startsWith("edge-"));
    String sound = awaitSound(findings);
    endTheRest();
    long over = System.nanoTime();
    String left = awaitQuiet(idleSockets, findings);
    String replay = replay(findings);
    Map<String, Insides> after = awaitFlat(before, over, findings);
    return DrillRow.of(
        name,
        calls,
        histories(),
        "%s (processes ready after %.1f s)".formatted(decidedAgain, ready),
        left,
        replay,
        findings,
        sound,
        heaps(before, after),
        cancels(),
        Pause.longest(cluster.kafka()).report(),
        "starts given up before ready: " + givenUp,
        slow
            ? "this machine took so long to start an edge that phones may have given up sending to it"
            : "edges were back in time for every phone");
  }

  private void comeUp(int each) {
    List<Fate> talking = Fate.of(true);
    List<Fate> ringing = Fate.of(false);
    for (int i = 0; i < each; i++) {
      calls.add(new DrillCall(talking.get(i % talking.size()), calls.size(), phones));
      calls.add(new DrillCall(ringing.get(i % ringing.size()), calls.size(), phones));
    }
    int begun = 0;
    for (DrillCall call : calls) {
      // Every fate comes by every edge.
      int edge = edgePorts.get((begun / (2 * talking.size()) + begun) % edgePorts.size());
      phones.orderAfter(begun * 1_000L / CALLS_A_SECOND, () -> call.begin(edge));
      begun++;
    }
    if (!within(COMES_UP, () -> calls.stream().allMatch(DrillCall::isUp))) {
      throw new AssertionError(
          "not all calls came up, and nothing had been killed yet:\n"
              + calls.stream().filter(call -> !call.isUp()).findFirst().orElseThrow());
    }
  }

  /// Everything that happens during the fault, the first of it at once.
  private void actWithin(Duration span) {
    List<DrillCall> acting = calls.stream().filter(call -> call.fate().isDuring()).toList();
    for (int i = 0; i < acting.size(); i++) {
      phones.orderAfter(i * span.toMillis() / acting.size(), acting.get(i)::act);
    }
  }

  /// New calls, until every edge has every one of a round decided: how long that took.
  private String probe(long struck) {
    while (System.currentTimeMillis() < struck + RECOVERS.toMillis()) {
      List<ProbeCall> round = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        round.add(new ProbeCall(phones, edgePorts.get(i % edgePorts.size())));
      }
      within(Duration.ofSeconds(3), () -> round.stream().allMatch(ProbeCall::isAnswered));
      if (round.stream().allMatch(ProbeCall::isDecided)) {
        return "%.1f s".formatted((System.currentTimeMillis() - struck) / 1_000.0);
      }
      pause(Duration.ofSeconds(1));
    }
    return "not within " + RECOVERS.toSeconds() + " s";
  }

  /// The calls that talk through the fault hear each other, at the latest a while after it.
  private String awaitSound(List<String> findings) {
    List<DrillCall> talking =
        calls.stream().filter(call -> call.fate().isTalking() && !call.fate().isDuring()).toList();
    talking.forEach(DrillCall::listen);
    long began = System.currentTimeMillis();
    within(SOUND, () -> talking.stream().allMatch(DrillCall::hears));
    long deaf = talking.stream().filter(call -> !call.hears()).count();
    if (deaf > 0) {
      findings.add(deaf + " of " + talking.size() + " calls that talk are without sound");
    }
    return "%d of %d calls that talked through it have sound, heard after %.1f s more"
        .formatted(
            talking.size() - deaf, talking.size(), (System.currentTimeMillis() - began) / 1_000.0);
  }

  /// What went on through the fault ends now.
  private void endTheRest() {
    calls.stream().filter(call -> !call.fate().isDuring()).forEach(DrillCall::act);
    List<DrillCall> late = calls.stream().filter(call -> call.fate().isAnsweredLate()).toList();
    within(ENDS, () -> late.stream().allMatch(call -> call.talks() || call.isOver()));
    late.forEach(DrillCall::hangUp);
    within(ENDS, () -> calls.stream().allMatch(DrillCall::isOver));
    phones.check();
  }

  /// Waits until nothing is left of any call, and says what is.
  private String awaitQuiet(Map<String, Integer> idleSockets, List<String> findings) {
    long until = System.nanoTime() + QUIET.toNanos();
    while (true) {
      long live = histories().stream().filter(call -> !call.summary().isEnded()).count();
      Map<String, Integer> held = new TreeMap<>();
      idleSockets.forEach((node, idle) -> {
        if (sockets(node) > idle) {
          held.put(node, sockets(node) - idle);
        }
      });
      Map<String, Object> kept = new TreeMap<>();
      insides()
          .forEach((node, insides) -> {
            if (!insides.kept().isEmpty()) {
              kept.put(node, insides.kept());
            }
          });
      boolean quiet = live == 0 && held.isEmpty();
      if ((quiet && kept.isEmpty()) || System.nanoTime() > until) {
        if (!quiet) {
          findings.add(live + " calls live, ports held " + held);
        }
        return "%d | %d | %s"
            .formatted(
                live,
                held.values().stream().mapToInt(Integer::intValue).sum(),
                kept.isEmpty() ? "none" : kept);
      }
      pause(Duration.ofSeconds(5));
    }
  }

  private String replay(List<String> findings) {
    try {
      String printed = cluster.run("replay", "--all");
      if (printed.contains("no difference")) {
        return printed.lines().filter(line -> line.contains("no difference")).findFirst().get();
      }
      findings.add("replay: " + printed);
      return "unclear";
    } catch (AssertionError different) {
      findings.add("replay: " + different.getMessage());
      return "differs";
    }
  }

  private List<Recorded> histories() {
    try (TopicReader reader = TopicReader.connect(new BusConfig(cluster.kafka()))) {
      return Recorded.find(reader, "");
    }
  }

  private List<String> mediaNodes() {
    return cluster.running().stream().filter(node -> node.startsWith("media-")).toList();
  }

  private int sockets(String node) {
    return Insides.udpSockets(cluster.pid(node));
  }

  private Map<String, Insides> insides() {
    Map<String, Insides> all = new TreeMap<>();
    cluster.running().stream()
        .filter(node -> !node.startsWith("broker"))
        .forEach(node -> all.put(node, Insides.of(cluster.pid(node), folder)));
    return all;
  }

  private String cancels() {
    return "longest wait for the 200 to a CANCEL: %.1f s"
        .formatted(
            calls.stream().mapToLong(call -> call.waitedForCancel().toMillis()).max().orElse(0)
                / 1_000.0);
  }

  /// Whether heaps are flat is worth asking only if calls that are up are seen to weigh.
  private void seesWhatIsHeld(Map<String, Insides> before, List<String> findings) {
    if (calls.size() < Growth.FEWEST_CALLS) {
      return;
    }
    for (String kind : List.of("edge", "control", "media")) {
      boolean seen =
          growths(before, insides()).entrySet().stream()
              .filter(node -> node.getKey().startsWith(kind))
              .anyMatch(node -> !node.getValue().findings("", calls.size()).isEmpty());
      if (!seen) {
        findings.add("with all calls up no node of kind " + kind + " was seen to hold any");
      }
    }
  }

  /// Waits until no node holds more than before any call. A node that was started again is compared
  /// with its earlier life.
  private Map<String, Insides> awaitFlat(
      Map<String, Insides> before, long over, List<String> findings) {
    if (calls.size() < Growth.FEWEST_CALLS) {
      return insides();
    }
    pause(RETAINED.minusNanos(System.nanoTime() - over));
    for (int i = 0; i < LAST_INPUTS; i++) {
      var _ = new ProbeCall(phones, edgePorts.get(i % edgePorts.size()));
    }
    long until = System.nanoTime() + FLAT.toNanos();
    while (true) {
      pause(Duration.ofSeconds(5));
      Map<String, Insides> after = insides();
      List<String> grown = new ArrayList<>();
      growths(before, after)
          .forEach((node, growth) -> grown.addAll(growth.findings(node, calls.size())));
      if (grown.isEmpty() || System.nanoTime() > until) {
        findings.addAll(grown);
        return after;
      }
    }
  }

  private static Map<String, Growth> growths(
      Map<String, Insides> before, Map<String, Insides> after) {
    Map<String, Growth> growths = new TreeMap<>();
    after.forEach((node, insides) ->
        growths.put(node, Growth.between(before.getOrDefault(node, insides), insides)));
    return growths;
  }

  private static String heaps(Map<String, Insides> before, Map<String, Insides> after) {
    StringBuilder text = new StringBuilder("heap in MB, before any call and after the last:");
    after.forEach((node, insides) ->
        text.append(
            " %s %.1f -> %.1f,"
                .formatted(
                    node,
                    before.getOrDefault(node, insides).heapBytes() / 1e6,
                    insides.heapBytes() / 1e6)));
    return text.toString();
  }

  /// Waits for something that may not come to pass.
  private static boolean within(Duration atMost, BooleanSupplier fact) {
    try {
      Awaitility.await()
          .atMost(atMost)
          .pollInterval(Duration.ofMillis(100))
          .until(fact::getAsBoolean);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static void pause(Duration length) {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, length.toMillis()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    phones.close();
  }
}
