import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Calls at rising rates, then at twice the rate that gave the most, then as usual again, five seconds later: what an exchange still does for
/// whom it takes when it is asked for more than it can.
///
/// Goodput is calls that have ended as they should while the load lasted, and for as long as a call takes after it, by the load's seconds.
public final class Overload {
  private static final int PAUSE_SECONDS = 5;

  /// What is left of calls that an overload cut short comes to whoever is called next.
  private static final int STRAYS = 1_000_000;

  private final Options options;
  private final Path work;
  private final Platform platform;
  private final Phones phones;

  private record Result(int rate, int seconds, Phones.Load load, double goodput) {}

  private Overload(Path root, Options options, Path work) {
    this.options = options;
    this.work = work;
    this.platform = new Platform(root, work, options);
    this.phones = new Phones(root, work, options);
  }

  static Map<String, String> defaults() {
    Map<String, String> all = new TreeMap<>(Run.defaults());
    // All calls come from one address here: what one may is not what is measured.
    all.putAll(Map.of("rtp-ports", "20000-39999", "rates", "400,600,800,1000,1200", "seconds", "10", "warm-rate", "200", "warm-seconds", "60", "talk-millis", "300",
        "usual-rate", "200", "edge-options", "--source-rate 0 --source-waiting 0"));
    return all;
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(defaults());
    options.read(arguments, 1);
    Overload overload = new Overload(Path.of(arguments[0]), options, Files.createTempDirectory("switchlog-bench"));
    Runtime.getRuntime().addShutdownHook(new Thread(overload::stop));
    overload.measure();
  }

  private void stop() {
    phones.close();
    platform.close();
    Platform.delete(work);
  }

  private void measure() throws Exception {
    platform.start();
    platform.media("media-1", 1, "40000-59999");
    phones.load(options.number("warm-rate"), options.number("warm-seconds"));
    System.out.println("| offered calls/s | answered | not answered | goodput, calls/s | INVITE->200 p50 ms | p99 ms |");
    System.out.println("|---|---|---|---|---|---|");
    Result best = null;
    for (int rate : options.numbers("rates")) {
      Result result = at(phones, rate, "");
      if (best == null || result.goodput() > best.goodput()) {
        best = result;
      }
    }
    int twofold = 2 * best.rate();
    CompletableFuture<Result> overload = CompletableFuture.supplyAsync(() -> at(phones, twofold, " (twice the best)"));
    // Five seconds after the last of them was begun, whatever is left of those.
    Thread.sleep((options.number("seconds") + PAUSE_SECONDS) * 1_000L);
    Result usual = at(phones.others(), options.number("usual-rate"), " (others, 5 s later)");
    Result twice = overload.join();
    System.out.printf("%nat twice the rate of the best: %.2f of its goodput; 5 s later %d of %d failed%n",
        twice.goodput() / best.goodput(), usual.load().failed(), usual.load().calls());
    for (String node : Platform.NODES) {
      try (Stream<String> lines = Files.lines(platform.log(node))) {
        lines.filter(line -> line.contains("WARN") || line.contains("ERROR")).limit(10).forEach(line -> System.out.println(node + ": " + line));
      }
    }
  }

  private Result at(Phones callers, int rate, String what) {
    int seconds = options.number("seconds");
    Phones.Load load;
    try {
      load = callers.load(options.port(60), rate, seconds, options.number("talk-millis"), STRAYS);
    } catch (Exception e) {
      throw new IllegalStateException("expected calls to be counted", e);
    }
    Result result = new Result(rate, seconds, load, load.inTime() / (double) seconds);
    System.out.printf("| %d%s | %d | %d | %.0f | %.0f | %.0f |%n", rate, what, load.successful(), load.failed(), result.goodput(),
        Phones.percentile(load.answered(), 0.5), Phones.percentile(load.answered(), 0.99));
    return result;
  }
}
