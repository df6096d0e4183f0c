import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Is one build slower than another? Both in turns, `--pairs` times, the first in turns too, for the host drifts: what
/// counts is the ratio within each pair.
public final class Compare {
  private final Options options;
  private final Path work;
  private Platform running;

  private Compare(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(Map.ofEntries(Map.entry("rates", "250,600"), Map.entry("seconds", "20"),
        Map.entry("pairs", "3"), Map.entry("warm-rate", "250"), Map.entry("warm-seconds", "60"), Map.entry("talk-millis", "500"),
        Map.entry("media", "relay"), Map.entry("rtp", "off"), Map.entry("jfr", ""), Map.entry("jvm", ""),
        Map.entry("port", "15000")));
    options.read(arguments, 2);
    Compare compare = new Compare(options, Files.createTempDirectory("switchlog-compare"));
    Runtime.getRuntime().addShutdownHook(new Thread(compare::stop));
    compare.measure(Path.of(arguments[0]), Path.of(arguments[1]));
  }

  private void stop() {
    if (running != null) {
      running.close();
    }
    Platform.delete(work);
  }

  private void measure(Path before, Path now) throws Exception {
    Map<Integer, List<Round>> old = new LinkedHashMap<>();
    Map<Integer, List<Round>> current = new LinkedHashMap<>();
    for (int pair = 0; pair < options.number("pairs"); pair++) {
      boolean oldFirst = pair % 2 == 0;
      rounds(oldFirst ? before : now, oldFirst ? old : current);
      rounds(oldFirst ? now : before, oldFirst ? current : old);
    }
    System.out.println("| calls/s | CPU ms/call before | now | ratio | INVITE->200 p50 ms before | now | ratio | p99 ms before | now | ratio | failed |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int rate : options.numbers("rates")) {
      System.out.println(row(rate, old.get(rate), current.get(rate)));
    }
  }

  private void rounds(Path root, Map<Integer, List<Round>> rounds) throws Exception {
    Path folder = Files.createTempDirectory(work, "platform-");
    Platform platform = new Platform(root, folder, options);
    running = platform;
    Phones phones = new Phones(root, folder, options);
    platform.start();
    phones.load(options.port(60), options.number("warm-rate"), options.number("warm-seconds"), options.number("talk-millis"));
    for (int rate : options.numbers("rates")) {
      rounds.computeIfAbsent(rate, _ -> new ArrayList<>()).add(Round.measure("switchlog", rate, platform.processes(),
          () -> phones.load(options.port(60), rate, options.number("seconds"), options.number("talk-millis"))));
    }
    platform.close();
    Platform.delete(folder);
  }

  private static String row(int rate, List<Round> before, List<Round> now) {
    return "| %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %d, %d |".formatted(rate,
        spread(before, 0), spread(now, 0), ratio(before, now, 0), spread(before, 1), spread(now, 1), ratio(before, now, 1),
        spread(before, 2), spread(now, 2), ratio(before, now, 2),
        before.stream().mapToInt(Round::failed).sum(), now.stream().mapToInt(Round::failed).sum());
  }

  private static double value(Round round, int which) {
    return switch (which) {
      case 0 -> round.all();
      case 1 -> round.answered50();
      default -> round.answered99();
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
