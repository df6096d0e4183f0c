import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// The platform's processes on one machine with SIPp on both sides. For each rate: did every call
/// succeed, how many retransmissions, INVITE to the callee's INVITE and INVITE to 200 (from SIPp's
/// own time stamps, one clock), CPU of each process from /proc, Kafka's own counters. One line a run.
public class Bench {
  static final List<String> NODES = List.of("broker", "edge", "control", "media");

  final Path root;
  final Path work;
  final Map<String, Process> nodes = new LinkedHashMap<>();
  final Map<String, String> options = new TreeMap<>(Map.ofEntries(
      Map.entry("rates", "100,250,400,500,600"), Map.entry("seconds", "20"),
      Map.entry("warm-rate", "150"), Map.entry("warm-seconds", "60"), Map.entry("talk-millis", "500"),
      Map.entry("held", "0"), Map.entry("media", "relay"), Map.entry("rtp", "off"), Map.entry("jfr", ""),
      Map.entry("jvm", ""), Map.entry("port", "15000")));

  Bench(Path root) throws IOException {
    this.root = root;
    this.work = Files.createTempDirectory("switchlog-bench");
  }

  public static void main(String[] arguments) throws Exception {
    new Bench(Path.of(arguments[0])).run(arguments);
  }

  void run(String[] arguments) throws Exception {
    for (int i = 1; i < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      if (!options.containsKey(name) || i + 1 == arguments.length) {
        System.err.println("bench: expected one of --" + String.join(", --", options.keySet())
            + ", each with a value, found " + arguments[i] + "; defaults: " + options);
        System.exit(2);
      }
      options.put(name, arguments[i + 1]);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    start();
    measure();
  }

  /// All ports lie above the one of `--port`, so that two benchmarks do not meet.
  int port(int above) {
    return number("port") + above;
  }

  int number(String option) {
    return Integer.parseInt(options.get(option));
  }

  // --- the platform

  void start() throws Exception {
    bus();
    node("media", "-Xmx512m", "media", "--kafka", kafka(), "--ordinal", "0", "--ports", "20000-49999");
    control("control", 0);
    edge();
    Thread.sleep(3_000);
  }

  /// The broker, its topics with the given options, and the routing table.
  void bus(String... topics) throws Exception {
    Files.writeString(secret(), "a secret that only this benchmark uses");
    Path routes = Files.writeString(work.resolve("routes.yaml"), """
        rtp-timeout: 0s
        rules:
          - name: bench
            called: bench
            dial: {uri: "sip:callee@127.0.0.1:%d", media: %s}
        """.formatted(port(70), options.get("media")));
    node("broker", "-Xmx512m -Dcom.sun.management.jmxremote.port=" + port(99)
        + " -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false"
        + " -Dcom.sun.management.jmxremote.host=127.0.0.1 -Djava.rmi.server.hostname=127.0.0.1",
        "broker", "--port", "" + port(92), "--data", work.resolve("broker").toString());
    List<String> create = new ArrayList<>(List.of("topics", "create", "--kafka", kafka()));
    create.addAll(Arrays.asList(topics));
    command(create.toArray(new String[0]));
    command("config", "apply", routes.toString(), "--kafka", kafka());
  }

  void control(String name, int ordinal) throws Exception {
    node(name, "-Xmx1g", "control", "--kafka", kafka(), "--ordinal", "" + ordinal, "--secret-file", secret().toString(),
        "--state-dir", work.resolve("state-" + ordinal).toString());
  }

  void edge() throws Exception {
    node("edge", "-Xmx1g", "edge", "--kafka", kafka(), "--ordinal", "0", "--secret-file", secret().toString(),
        "--listen", "udp=udp:127.0.0.1:" + port(60));
  }

  String kafka() {
    return "127.0.0.1:" + port(92);
  }

  Path secret() {
    return work.resolve("secret");
  }

  void node(String name, String jvm, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(launcher(arguments));
    String jfr = options.get("jfr").isEmpty() ? ""
        : " -XX:StartFlightRecording=settings=profile,filename=" + Path.of(options.get("jfr")).toAbsolutePath() + "/" + name + ".jfr";
    builder.environment().put("SWITCHLOG_JAVA_OPTS", jvm + " " + options.get("jvm") + jfr);
    File out = work.resolve(name + ".out").toFile();
    nodes.put(name, builder.redirectOutput(out).redirectError(work.resolve(name + ".err").toFile()).start());
    for (int i = 0; i < 600; i++) {
      String printed = Files.readString(out.toPath());
      if (printed.contains("ready")) {
        return;
      }
      if (!nodes.get(name).isAlive()) {
        break;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(name + " did not get ready: " + Files.readString(work.resolve(name + ".err")));
  }

  List<String> launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve("switchlog").toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  void command(String... arguments) throws Exception {
    int exit = new ProcessBuilder(launcher(arguments)).redirectErrorStream(true)
        .redirectOutput(work.resolve("command.out").toFile()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + " ended with " + exit + ": "
          + Files.readString(work.resolve("command.out")));
    }
  }

  void stop() {
    List<Process> reversed = new ArrayList<>(nodes.values()).reversed();
    reversed.forEach(Process::destroy);
    try {
      for (Process process : reversed) {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      try (Stream<Path> files = Files.walk(work)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("bench: " + work + " is left behind: " + e);
    }
  }

  // --- the runs

  void measure() throws Exception {
    System.out.printf("%s, %d processors, JDK %s, RTP %s, media %s%n", System.getProperty("os.name"),
        Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"), options.get("rtp"),
        options.get("media"));
    load(number("warm-rate"), number("warm-seconds"), number("talk-millis"));
    System.out.println("| calls/s | calls | failed | retrans. % | INVITE->INVITE p50/p99 ms | INVITE->200 p50/p99 ms |"
        + " CPU ms/call: all | edge | control | media | broker | records/call | produce+fetch requests/call | kB in/call |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (String rate : options.get("rates").split(",")) {
      if (!rate.isBlank()) {
        System.out.println(run(Integer.parseInt(rate)));
        Thread.sleep(3_000);
      }
    }
    if (number("held") > 0) {
      held(number("held"));
    }
  }

  String run(int rate) throws Exception {
    Map<String, Double> cpuBefore = cpu();
    Map<String, Double> kafkaBefore = brokerCounters();
    Load load = load(rate, number("seconds"), number("talk-millis"));
    Map<String, Double> cpuAfter = cpu();
    Map<String, Double> kafkaAfter = brokerCounters();
    double calls = Math.max(1, load.successful + load.failed);
    double all = 0;
    StringBuilder parts = new StringBuilder();
    for (String node : List.of("edge", "control", "media", "broker")) {
      double spent = (cpuAfter.get(node) - cpuBefore.get(node)) / calls;
      all += spent;
      parts.append("| %.2f ".formatted(spent));
    }
    return "| %d | %.0f | %d | %.3f | %s | %s | %.2f %s| %.1f | %.2f | %.1f |".formatted(rate, calls, load.failed,
        100.0 * load.retransmissions / (calls * 7), load.offered, load.answered, all, parts,
        (kafkaAfter.get("records") - kafkaBefore.get("records")) / calls,
        (kafkaAfter.get("requests") - kafkaBefore.get("requests")) / calls,
        (kafkaAfter.get("bytes") - kafkaBefore.get("bytes")) / calls / 1_000);
  }

  record Load(int successful, int failed, int retransmissions, String offered, String answered) {}

  Load load(int rate, int seconds, int talkMillis) throws Exception {
    Path folder = Files.createTempDirectory(work, "load-" + rate + "-");
    int calls = rate * seconds;
    Process callee = sipp(folder, "callee", calls, "-p", "" + port(70));
    Thread.sleep(500);
    List<String> more = new ArrayList<>(List.of("127.0.0.1:" + port(60), "-s", "bench", "-p", "" + port(80),
        "-r", "" + rate, "-rp", "1000", "-l", "" + Math.max(1_000, calls), "-d", "" + talkMillis));
    Process caller = sipp(folder, "caller", calls, more.toArray(new String[0]));
    if (!caller.waitFor(seconds + 60 + talkMillis / 1_000, TimeUnit.SECONDS)) {
      caller.destroy();
      caller.waitFor(5, TimeUnit.SECONDS);
    }
    if (!callee.waitFor(5, TimeUnit.SECONDS)) {
      callee.destroy();
      callee.waitFor(5, TimeUnit.SECONDS);
    }
    Map<String, Double> left = stamps(folder.resolve("caller.log"), 3);
    Map<String, Double> came = stamps(folder.resolve("callee.log"), 3);
    Map<String, Double> answered = stamps(folder.resolve("caller.log"), 4);
    int[] counted = counts(folder.resolve("caller.csv"));
    printErrors(folder);
    int[] called = counts(folder.resolve("callee.csv"));
    return new Load(counted[0], Math.max(counted[1], calls - counted[0]), counted[2] + called[2],
        percentiles(left, came), percentiles(left, answered));
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

  Process sipp(Path folder, String name, int calls, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("sipp", "-sf", scenario(folder, name).toString(),
        "-i", "127.0.0.1", "-m", "" + calls, "-nostdin", "-trace_logs", "-log_file", name + ".log", "-trace_err", "-error_file", name + ".err", "-trace_stat",
        "-stf", name + ".csv", "-fd", "1", "-cp", "" + port(name.equals("caller") ? 81 : 71), "-mp",
        "" + port(name.equals("caller") ? 200 : 300)));
    if (options.get("rtp").equals("on") && name.equals("callee")) {
      command.add("-rtp_echo");
    }
    command.addAll(Arrays.asList(more));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  /// With RTP on the caller plays Debian's recorded G.711 stream of 4.7 s (236 packets) once it is answered, and the
  /// callee echoes it: the media node relays both ways.
  Path scenario(Path folder, String name) throws IOException {
    Path scenario = root.resolve("bench/sipp/" + name + ".xml");
    if (options.get("rtp").equals("off") || name.equals("callee")) {
      return scenario;
    }
    String playing = Files.readString(scenario).replace("  <pause/>",
        "  <nop><action><exec play_pcap_audio=\"/usr/share/sip-tester/g711a.pcap\"/></action></nop>\n  <pause/>");
    return Files.writeString(folder.resolve("caller-plays.xml"), playing);
  }

  /// Lines `date time seconds number [answered]`: number to seconds, of the lines with so many fields behind the date.
  static Map<String, Double> stamps(Path log, int fields) throws IOException {
    Map<String, Double> stamps = new HashMap<>();
    try (Stream<String> lines = Files.lines(log)) {
      lines.map(line -> line.split("[\t ]")).filter(parts -> parts.length == fields + 1)
          .forEach(parts -> stamps.put(parts[3], Double.parseDouble(parts[2])));
    }
    return stamps;
  }

  static String percentiles(Map<String, Double> from, Map<String, Double> to) {
    double[] millis = to.entrySet().stream().filter(e -> from.containsKey(e.getKey()))
        .mapToDouble(e -> (e.getValue() - from.get(e.getKey())) * 1_000).sorted().toArray();
    return millis.length == 0 ? "none"
        : "%.1f / %.1f".formatted(millis[millis.length / 2], millis[(int) (millis.length * 0.99)]);
  }

  static int[] counts(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> names = List.of(lines.getFirst().split(";", -1));
    String[] last = lines.getLast().split(";", -1);
    return Stream.of("SuccessfulCall(C)", "FailedCall(C)", "Retransmissions(C)")
        .mapToInt(name -> Integer.parseInt(last[names.indexOf(name)])).toArray();
  }

  // --- what it cost

  /// Milliseconds of CPU since the start of each process.
  Map<String, Double> cpu() throws IOException {
    Map<String, Double> cpu = new HashMap<>();
    for (String node : NODES) {
      String stat = Files.readString(Path.of("/proc/" + nodes.get(node).pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      cpu.put(node, (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0);
    }
    return cpu;
  }

  Map<String, Double> brokerCounters() throws Exception {
    JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port(99) + "/jmxrmi");
    try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      return Map.of(
          "records", count(server, "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec"),
          "bytes", count(server, "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec"),
          "requests", count(server, "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=Produce,*")
              + count(server, "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=Fetch,*"));
    }
  }

  static double count(MBeanServerConnection server, String name) throws Exception {
    double sum = 0;
    for (ObjectName found : server.queryNames(new ObjectName(name), null)) {
      sum += ((Number) server.getAttribute(found, "Count")).doubleValue();
    }
    return sum;
  }

  // --- what a held call weighs

  void held(int calls) throws Exception {
    Thread.sleep(125_000); // ended calls are remembered for up to 120 s: they must not pass for held ones
    Map<String, long[]> before = memory();
    int rate = 100;
    Path folder = Files.createTempDirectory(work, "held-");
    int talkMillis = (calls / rate + 40) * 1_000;
    Process callee = sipp(folder, "callee", calls, "-p", "" + port(70));
    Process caller = sipp(folder, "caller", calls, "127.0.0.1:" + port(60), "-s", "bench", "-p", "" + port(80), "-r", "" + rate,
        "-l", "" + calls, "-d", "" + talkMillis);
    Thread.sleep((calls / rate + 10) * 1_000L);
    Map<String, long[]> during = memory();
    for (String node : NODES) {
      System.out.printf("held %d calls, %s: %.1f kB live heap a call, %.1f kB resident a call%n", calls, node,
          (during.get(node)[0] - before.get(node)[0]) / 1_000.0 / calls,
          (during.get(node)[1] - before.get(node)[1]) / 1_000.0 / calls);
    }
    caller.waitFor(talkMillis / 1_000 + 60, TimeUnit.SECONDS);
    callee.waitFor(20, TimeUnit.SECONDS);
    caller.destroy();
    callee.destroy();
    System.out.printf("held calls that ended as they should: %d of %d%n", counts(folder.resolve("caller.csv"))[0], calls);
    printErrors(folder);
  }

  /// Live heap after a full collection, and resident memory, in bytes.
  Map<String, long[]> memory() throws Exception {
    Map<String, long[]> memory = new HashMap<>();
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    for (String node : NODES) {
      String pid = "" + nodes.get(node).pid();
      capture(jcmd.toString(), pid, "GC.run");
      String histogram = capture(jcmd.toString(), pid, "GC.class_histogram");
      String[] total = histogram.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow().trim().split(" +");
      String resident = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow().replaceAll("[^0-9]", "");
      memory.put(node, new long[] {Long.parseLong(total[2]), Long.parseLong(resident) * 1_024});
    }
    return memory;
  }

  static String capture(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return text;
  }
}
