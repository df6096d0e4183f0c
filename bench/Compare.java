import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Is one build slower than another? Both are up at the same time, and calls go to the one and to the other in turns:
///
/// ```
///   warm-up of each │ at each rate: lead-in of each │ before, now │ now, before │ before, now │ ...
/// ```
///
/// The host drifts by a third within minutes: what counts is the ratio within each pair, whose rounds follow each other. Who
/// has no calls costs a few percent of a processor meanwhile.
public final class Compare {
  private final Side before;
  private final Side now;
  private final Options options;
  private final Path work;

  private Compare(Path before, Path now, Options options, Path work) {
    this.options = options;
    this.work = work;
    this.before = new Side(before, work.resolve("before"), options.with("rtp-ports", "20000-34999"));
    Options changed = options.with("rtp-ports", "35000-49999").with("port", "" + (options.number("port") + 1_000));
    for (String name : List.of("jvm", "partitions", "transport")) {
      if (!options.text("now-" + name).isEmpty()) {
        changed = changed.with(name, options.text("now-" + name));
      }
    }
    this.now = new Side(now, work.resolve("now"), changed);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(Map.ofEntries(Map.entry("rates", "100,250,600"), Map.entry("seconds", "10"),
        Map.entry("pairs", "6"), Map.entry("lead-seconds", "15"), Map.entry("warm-rate", "250"), Map.entry("warm-seconds", "60"),
        Map.entry("talk-millis", "500"), Map.entry("media", "relay"), Map.entry("rtp", "off"),
        Map.entry("jvm", ""), Map.entry("now-jvm", ""), Map.entry("partitions", ""), Map.entry("now-partitions", ""),
        Map.entry("transport", "udp"), Map.entry("now-transport", ""),
        Map.entry("port", "15000")));
    options.read(arguments, 2);
    Compare compare = new Compare(Path.of(arguments[0]), Path.of(arguments[1]), options, Files.createTempDirectory("switchlog-compare"));
    Runtime.getRuntime().addShutdownHook(new Thread(compare::stop));
    compare.measure();
  }

  private void stop() {
    for (Side side : List.of(before, now)) {
      side.phones.close();
      side.platform.close();
    }
    Platform.delete(work);
  }

  /// One of the two, with phones of its own.
  private static final class Side {
    private final Options options;
    private final Platform platform;
    private final Phones phones;

    Side(Path root, Path work, Options options) {
      this.options = options;
      this.platform = new Platform(root, work, options);
      this.phones = new Phones(root, work, options);
    }

    void start() throws Exception {
      platform.start();
      phones.load(options.number("warm-rate"), options.number("warm-seconds"));
    }

    Round round(int rate) throws Exception {
      return Round.measure(platform, rate, () -> phones.load(rate, options.number("seconds")));
    }
  }

  private void measure() throws Exception {
    before.start();
    now.start();
    System.out.println("| calls/s | CPU ms/call before | now | ratio | INVITE->200 p50 ms before | now | ratio | p99 ms before | now | ratio"
        + " | requests/call before | now | failed |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int rate : options.numbers("rates")) {
      System.out.println(row(rate));
    }
  }

  private String row(int rate) throws Exception {
    before.phones.load(rate, options.number("lead-seconds"));
    now.phones.load(rate, options.number("lead-seconds"));
    List<Round> old = new ArrayList<>();
    List<Round> current = new ArrayList<>();
    for (int pair = 0; pair < options.number("pairs"); pair++) {
      boolean oldFirst = pair % 2 == 0;
      (oldFirst ? old : current).add((oldFirst ? before : now).round(rate));
      (oldFirst ? current : old).add((oldFirst ? now : before).round(rate));
    }
    return "| %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %d, %d |".formatted(rate,
        spread(old, 0), spread(current, 0), ratio(old, current, 0), spread(old, 1), spread(current, 1), ratio(old, current, 1),
        spread(old, 2), spread(current, 2), ratio(old, current, 2), spread(old, 3), spread(current, 3),
        old.stream().mapToInt(Round::failed).sum(), current.stream().mapToInt(Round::failed).sum());
  }

  private static double value(Round round, int which) {
    return switch (which) {
      case 0 -> round.all();
      case 1 -> round.answered50();
      case 2 -> round.answered99();
      default -> round.requests();
    };
  }

  private static String spread(List<Round> rounds, int which) {
    return Spread.of(rounds.stream().mapToDouble(round -> value(round, which)).toArray(), which == 0 ? "%.2f" : "%.1f");
  }

  private static String ratio(List<Round> before, List<Round> now, int which) {
    double[] ratios = new double[before.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value(now.get(i), which) / value(before.get(i), which);
    }
    return Spread.of(ratios, "%.2f");
  }
}
