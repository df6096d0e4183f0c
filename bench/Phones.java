import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// SIPp on both sides of an exchange. The times are SIPp's own, of one clock.
final class Phones implements AutoCloseable {
  /// Where the ports of the phones are, of those whose calls are counted and of those who hold theirs.
  static final int CALLEE = 70;
  static final int CALLER = 80;
  static final int HELD_CALLEE = 74;
  static final int HELD_CALLER = 84;

  /// Bytes of its socket: with SIPp's own 64 KiB it loses messages when it is not run for a moment.
  private static final String BUFFER = "4000000";

  private final Path root;
  private final Path work;
  private final Options options;
  private final int callee;
  private final int caller;
  private final String called;
  private final List<Process> started = new CopyOnWriteArrayList<>();

  /// @param root the folder with the scenarios' sources
  /// @param work where files go
  Phones(Path root, Path work, Options options) {
    this(root, work, options, CALLEE, CALLER, "bench");
  }

  private Phones(Path root, Path work, Options options, int callee, int caller, String called) {
    this.root = root;
    this.work = work;
    this.options = options;
    this.callee = callee;
    this.caller = caller;
    this.called = called;
  }

  /// Others, who call meanwhile.
  Phones others() {
    return new Phones(root, work, options, HELD_CALLEE, HELD_CALLER, "held");
  }

  /// What came of a load.
  ///
  /// @param inTime of those successful, how many were over a second and the time that they talk after the last one began
  /// @param offered milliseconds from the caller's INVITE to the callee's, sorted
  /// @param answered milliseconds from the caller's INVITE to its 200, sorted
  record Load(int successful, int inTime, int failed, int retransmissions, double[] offered, double[] answered) {
    int calls() {
      return Math.max(1, successful + failed);
    }

    /// Of a hundred messages that SIPp sent or waited for: a call is seven.
    double retransmissionPercent() {
      return 100.0 * retransmissions / (calls() * 7);
    }
  }

  static double percentile(double[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
  }

  /// Calls the callee through the platform, talking for as long as the options say.
  Load load(int rate, int seconds) throws Exception {
    return load(Way.of(options).exchange(options), rate, seconds, options.number("talk-millis"));
  }

  /// Calls the callee through an exchange, and waits until all calls are over.
  ///
  /// @param exchange the port of the exchange
  Load load(int exchange, int rate, int seconds, int talkMillis) throws Exception {
    return load(exchange, rate, seconds, talkMillis, 0);
  }

  /// As above.
  ///
  /// @param strays how many messages of earlier calls, each a call to SIPp, the callee stands before it takes no more
  Load load(int exchange, int rate, int seconds, int talkMillis, int strays) throws Exception {
    Path folder = Files.createTempDirectory(work, "load-" + rate + "-");
    int calls = rate * seconds;
    Process callee = sipp(folder, "callee", this.callee, calls + strays);
    Thread.sleep(500);
    Process caller = sipp(folder, "caller", this.caller, calls, "127.0.0.1:" + exchange, "-s", called,
        "-r", "" + rate, "-rp", "1000", "-l", "" + Math.max(1_000, calls), "-d", "" + talkMillis);
    end(caller, seconds + 60 + talkMillis / 1_000);
    end(callee, 5);
    Map<String, Double> left = stamps(folder.resolve("caller.log"), 3);
    int[] counted = counts(folder.resolve("caller.csv"));
    int[] taken = counts(folder.resolve("callee.csv"));
    Load load = new Load(counted[0], until(folder.resolve("caller.csv"), seconds + 1 + (talkMillis + 999) / 1_000), Math.max(counted[1], calls - counted[0]), counted[2] + taken[2],
        millis(left, stamps(folder.resolve("callee.log"), 3)), millis(left, stamps(folder.resolve("caller.log"), 4)));
    printErrors(folder);
    Platform.delete(folder);
    return load;
  }

  private static void end(Process sipp, int seconds) throws InterruptedException {
    if (!sipp.waitFor(seconds, TimeUnit.SECONDS)) {
      sipp.destroy();
      sipp.waitFor(5, TimeUnit.SECONDS);
    }
  }

  /// The beginning of what SIPp complained of, if anything.
  static void printErrors(Path folder) throws IOException {
    for (String name : List.of("caller.err", "callee.err")) {
      if (Files.exists(folder.resolve(name))) {
        try (Stream<String> lines = Files.lines(folder.resolve(name))) {
          lines.filter(line -> !line.startsWith("The following events") && !line.contains("number of open sockets"))
              .limit(12).forEach(System.err::println);
        }
      }
    }
  }

  /// @param name `caller` or `callee`
  /// @param above where its ports are: [Options#port]
  Process sipp(Path folder, String name, int above, int calls, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("sipp", "-sf", scenario(folder, name).toString(),
        "-i", "127.0.0.1", "-p", "" + options.port(above), "-m", "" + calls, "-nostdin", "-trace_logs", "-log_file", name + ".log",
        "-buff_size", BUFFER, "-trace_err", "-error_file", name + ".err", "-trace_stat", "-stf", name + ".csv", "-fd", "1",
        "-cp", "" + options.port(above + 1), "-mp", "" + options.port(10 * above)));
    command.addAll(Way.of(options).sipp());
    if (options.text("rtp").equals("on") && name.equals("callee")) {
      command.add("-rtp_echo");
    }
    command.addAll(Arrays.asList(more));
    Process sipp = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    started.add(sipp);
    return sipp;
  }

  /// Ends those that still run: who comes after needs their ports.
  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }

  /// With RTP on the caller plays Debian's recorded G.711 stream of 4.7 s (236 packets) once it is answered, and the
  /// callee echoes it: the media node relays both ways.
  private Path scenario(Path folder, String name) throws IOException {
    Path scenario = root.resolve("bench/sipp/" + name + ".xml");
    if (!options.text("rtp").equals("on") || name.equals("callee")) {
      return scenario;
    }
    String playing = Files.readString(scenario).replace("  <pause/>",
        "  <nop><action><exec play_pcap_audio=\"/usr/share/sip-tester/g711a.pcap\"/></action></nop>\n  <pause/>");
    return Files.writeString(folder.resolve("caller-plays.xml"), playing);
  }

  /// Lines `date time seconds number [answered]`: number to seconds, of the lines with so many fields behind the date.
  private static Map<String, Double> stamps(Path log, int fields) throws IOException {
    Map<String, Double> stamps = new HashMap<>();
    try (Stream<String> lines = Files.lines(log)) {
      lines.map(line -> line.split("[\t ]")).filter(parts -> parts.length == fields + 1)
          .forEach(parts -> stamps.put(parts[3], Double.parseDouble(parts[2])));
    }
    return stamps;
  }

  private static double[] millis(Map<String, Double> from, Map<String, Double> to) {
    return to.entrySet().stream().filter(e -> from.containsKey(e.getKey()))
        .mapToDouble(e -> (e.getValue() - from.get(e.getKey())) * 1_000).sorted().toArray();
  }

  /// How many calls were successful so many seconds after the beginning; as many as there were at the end where that came earlier.
  static int until(Path csv, int seconds) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> names = List.of(lines.getFirst().split(";", -1));
    int successful = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(";", -1);
      String[] elapsed = values[names.indexOf("ElapsedTime(C)")].split(":");
      if (Integer.parseInt(elapsed[0]) * 3_600 + Integer.parseInt(elapsed[1]) * 60 + (int) Double.parseDouble(elapsed[2]) > seconds) {
        break;
      }
      successful = Integer.parseInt(values[names.indexOf("SuccessfulCall(C)")]);
    }
    return successful;
  }

  /// Successful calls, failed calls, retransmissions.
  static int[] counts(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> names = List.of(lines.getFirst().split(";", -1));
    String[] last = lines.getLast().split(";", -1);
    return Stream.of("SuccessfulCall(C)", "FailedCall(C)", "Retransmissions(C)")
        .mapToInt(name -> Integer.parseInt(last[names.indexOf(name)])).toArray();
  }
}
