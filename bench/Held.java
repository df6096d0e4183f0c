import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// What a held call weighs at each node: live heap after a full collection, and resident memory; and what other calls cost
/// while so many are held.
final class Held {
  private static final int RATE = 150;

  private final Platform platform;
  private final Phones phones;
  private final Options options;
  private final Path work;

  Held(Platform platform, Phones phones, Options options, Path work) {
    this.platform = platform;
    this.phones = phones;
    this.options = options;
    this.work = work;
  }

  /// @param growth measures what other calls cost meanwhile
  void measure(Callable<?> growth) throws Exception {
    int calls = options.number("held");
    Thread.sleep(125_000); // ended calls are remembered for up to 120 s: they must not pass for held ones
    Map<String, long[]> before = memory();
    Path folder = Files.createTempDirectory(work, "held-");
    int talkMillis = (calls / RATE + 60 + growthSeconds()) * 1_000;
    Process callee = phones.sipp(folder, "callee", Phones.HELD_CALLEE, calls);
    Process caller = phones.sipp(folder, "caller", Phones.HELD_CALLER, calls, "127.0.0.1:" + Way.of(options).exchange(options), "-s", "held",
        "-r", "" + RATE, "-l", "" + calls, "-d", "" + talkMillis);
    Thread.sleep((calls / RATE + 10) * 1_000L);
    Map<String, long[]> during = memory();
    for (String node : Platform.NODES) {
      System.out.printf("held %d calls, %s: %.1f kB live heap a call, %.1f kB resident a call%n", calls, node,
          (during.get(node)[0] - before.get(node)[0]) / 1_000.0 / calls,
          (during.get(node)[1] - before.get(node)[1]) / 1_000.0 / calls);
    }
    growth.call();
    caller.waitFor(talkMillis / 1_000 + 60, TimeUnit.SECONDS);
    callee.waitFor(20, TimeUnit.SECONDS);
    caller.destroy();
    callee.destroy();
    System.out.printf("held calls that ended as they should: %d of %d%n", Phones.counts(folder.resolve("caller.csv"))[0], calls);
    Phones.printErrors(folder);
  }

  /// How long that takes, with time to spare.
  private int growthSeconds() {
    int load = options.number("lead-seconds") + 10 + options.number("rounds") * (options.number("seconds") + 10);
    return load * options.numbers("held-rate").size();
  }

  /// Live heap and resident memory, in bytes.
  private Map<String, long[]> memory() throws Exception {
    Map<String, long[]> memory = new HashMap<>();
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    for (String node : Platform.NODES) {
      String pid = "" + platform.process(node).pid();
      capture(jcmd.toString(), pid, "GC.run");
      String histogram = capture(jcmd.toString(), pid, "GC.class_histogram");
      String[] total = histogram.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow().trim().split(" +");
      String resident = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow().replaceAll("[^0-9]", "");
      memory.put(node, new long[] {Long.parseLong(total[2]), Long.parseLong(resident) * 1_024});
    }
    return memory;
  }

  private static String capture(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return text;
  }
}
