import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The platform's processes on one machine with SIPp on both sides, beside a rival where one is asked for. At each rate:
///
/// ```
///   lead-in, thrown away │ round │ rival's │ round │ rival's │ round │ rival's
/// ```
///
/// The lead-in is longer than a call is remembered after its end, so that a round pays for the removal of as many calls as
/// it makes, and for none of another rate's.
public final class Run {
  private final Path root;
  private final Path work;
  private final Options options;
  private final Platform platform;
  private final Phones phones;
  private final List<Round> rounds = new ArrayList<>();
  private final Map<String, Map<Integer, List<Double>>> clients = new TreeMap<>();
  private Kamailio kamailio;

  static Map<String, String> defaults() {
    return Map.ofEntries(
        Map.entry("rates", "100,250,600"), Map.entry("seconds", "20"), Map.entry("rounds", "3"),
        Map.entry("lead-seconds", "70"), Map.entry("warm-rate", "150"), Map.entry("warm-seconds", "60"),
        Map.entry("idle-seconds", "30"), Map.entry("talk-millis", "500"), Map.entry("held", "0"), Map.entry("held-rate", ""), Map.entry("partitions", ""),
        Map.entry("media", "relay"), Map.entry("rtp", "off"), Map.entry("beside", ""), Map.entry("out", ""),
        Map.entry("transport", "udp"),
        Map.entry("jfr", ""), Map.entry("jvm", ""), Map.entry("port", "15000"));
  }

  private Run(Path root, Options options, Path work) {
    this.root = root;
    this.options = options;
    this.work = work;
    this.platform = new Platform(root, work, options);
    this.phones = new Phones(root, work, options);
  }

  public static void main(String[] arguments) throws Exception {
    Options options = new Options(defaults());
    options.read(arguments, 1);
    Run run = new Run(Path.of(arguments[0]), options, Files.createTempDirectory("switchlog-bench"));
    Runtime.getRuntime().addShutdownHook(new Thread(run::stop));
    run.measure();
  }

  private void stop() {
    phones.close();
    platform.close();
    if (kamailio != null) {
      kamailio.close();
    }
    Platform.delete(work);
  }

  private void measure() throws Exception {
    if (!options.text("beside").isEmpty() && Way.of(options) != Way.UDP) {
      throw new IllegalArgumentException("--beside: expected --transport udp with it, found " + options.text("transport"));
    }
    platform.start();
    if (options.text("beside").equals("kamailio")) {
      kamailio = new Kamailio(work, options);
      kamailio.start();
    } else if (!options.text("beside").isEmpty()) {
      throw new IllegalArgumentException("--beside: expected kamailio, found " + options.text("beside"));
    }
    System.out.printf("%s, %d processors, JDK %s, over %s, RTP %s, media %s; minimum / median / maximum of %d rounds of %d s each%n",
        System.getProperty("os.name"), Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"),
        options.text("transport"), options.text("rtp"), options.text("media"), options.number("rounds"), options.number("seconds"));
    if (options.number("warm-seconds") > 0) {
      phones.load(options.number("warm-rate"), options.number("warm-seconds"));
    }
    for (int rate : options.numbers("rates")) {
      if (options.number("lead-seconds") > 0) {
        phones.load(rate, options.number("lead-seconds"));
      }
      for (int i = 0; i < options.number("rounds"); i++) {
        rounds.add(round(rate));
        if (kamailio != null) {
          rounds.add(beside(rate));
        }
      }
    }
    tell();
    if (options.number("idle-seconds") > 0) {
      idle();
    }
    if (options.number("held") > 0) {
      new Held(platform, phones, options, work).measure(this::growth);
    }
  }

  /// Rounds once more, while calls are held.
  private Void growth() throws Exception {
    for (int rate : options.numbers("held-rate")) {
      phones.load(rate, options.number("lead-seconds"));
      List<Round> held = new ArrayList<>();
      for (int i = 0; i < options.number("rounds"); i++) {
        held.add(round(rate));
      }
      System.out.println(row(rate, "with %d held".formatted(options.number("held")), held));
    }
    return null;
  }

  private Round round(int rate) throws Exception {
    Map<String, Double> askedBefore = clients();
    Round round = Round.measure(platform, rate, () -> phones.load(rate, options.number("seconds")));
    clients().forEach((client, requests) ->
        clients.computeIfAbsent(client, _ -> new TreeMap<>()).computeIfAbsent(rate, _ -> new ArrayList<>())
            .add((requests - askedBefore.getOrDefault(client, 0.0)) / round.calls()));
    return round;
  }

  private Round beside(int rate) throws Exception {
    return Round.measure("kamailio", rate, kamailio.processes(),
        () -> phones.load(kamailio.port(), rate, options.number("seconds"), options.number("talk-millis")));
  }

  private Map<String, Double> clients() throws Exception {
    Map<String, Double> all = new TreeMap<>();
    for (String node : List.of("edge", "control", "media")) {
      all.putAll(Requests.clients(platform.process(node).pid()));
    }
    return all;
  }

  // --- what is told

  private void tell() throws Exception {
    System.out.println();
    System.out.println("| calls/s | exchange | failed | retrans. % | INVITE->INVITE p50 ms | p99 ms | INVITE->200 p50 ms | p99 ms"
        + " | CPU ms/call | by process | compilers | collector | records/call | requests/call | kB/call | stolen % | others % |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int rate : options.numbers("rates")) {
      for (String exchange : List.of("switchlog", "kamailio")) {
        List<Round> its = its(exchange, rate);
        if (!its.isEmpty()) {
          System.out.println(row(rate, exchange, its));
        }
      }
    }
    ratios();
    tellClients();
    if (!options.text("out").isEmpty()) {
      Round.write(Path.of(options.text("out")), rounds);
    }
  }

  private List<Round> its(String exchange, int rate) {
    return rounds.stream().filter(round -> round.exchange().equals(exchange) && round.rate() == rate).toList();
  }

  private static String row(int rate, String exchange, List<Round> rounds) {
    String processes = rounds.getFirst().cpu().keySet().stream().sorted()
        .map(name -> "%s %.2f".formatted(name, median(rounds, round -> round.cpu().get(name)))).collect(Collectors.joining(", "));
    return "| %d | %s | %d | %.3f | %s | %s | %s | %s | %s | %s | %.2f | %.2f | %.1f | %.2f | %.1f | %.1f | %.1f |".formatted(rate,
        exchange, rounds.stream().mapToInt(Round::failed).sum(), median(rounds, Round::retransmissions),
        spread(rounds, Round::offered50, "%.1f"), spread(rounds, Round::offered99, "%.1f"),
        spread(rounds, Round::answered50, "%.1f"), spread(rounds, Round::answered99, "%.1f"), spread(rounds, Round::all, "%.2f"),
        processes, median(rounds, Round::compiling), median(rounds, Round::collecting), median(rounds, Round::records),
        median(rounds, Round::requests), median(rounds, Round::kilobytes), median(rounds, Round::stolen),
        median(rounds, Round::others));
  }

  private static String spread(List<Round> rounds, ToDoubleFunction<Round> value, String format) {
    return Spread.of(rounds.stream().mapToDouble(value).toArray(), format);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Spread.median(rounds.stream().mapToDouble(value).toArray());
  }

  /// Round by round, for the host drifts: each beside the rival's that followed it.
  private void ratios() {
    for (int rate : options.numbers("rates")) {
      List<Round> ours = its("switchlog", rate);
      List<Round> theirs = its("kamailio", rate);
      if (!theirs.isEmpty()) {
        double[] cpu = new double[ours.size()];
        double[] answered = new double[ours.size()];
        for (int i = 0; i < ours.size(); i++) {
          cpu[i] = ours.get(i).all() / theirs.get(i).all();
          answered[i] = ours.get(i).answered50() / theirs.get(i).answered50();
        }
        System.out.printf("%d calls/s: %s times Kamailio's CPU a call, %s times its INVITE->200 p50%n", rate,
            Spread.of(cpu, "%.2f"), Spread.of(answered, "%.2f"));
      }
    }
  }

  private void tellClients() {
    System.out.println();
    System.out.println("Requests a call, median, by who makes them:");
    System.out.println("| client |" + options.numbers("rates").stream().map(rate -> " " + rate + "/s |").collect(Collectors.joining()));
    System.out.println("|---|" + "---|".repeat(options.numbers("rates").size()));
    clients.forEach((client, byRate) ->
        System.out.println("| " + client + " |" + options.numbers("rates").stream()
            .map(rate -> " %.3f |".formatted(Spread.median(byRate.getOrDefault(rate, List.of(0.0)).stream().mapToDouble(Double::doubleValue).toArray()))).collect(Collectors.joining())));
  }

  /// With no calls, once the last ones are forgotten.
  private void idle() throws Exception {
    Thread.sleep(options.number("lead-seconds") * 1_000L);
    Cpu before = Cpu.now(platform.processes());
    long began = System.nanoTime();
    Thread.sleep(options.number("idle-seconds") * 1_000L);
    Cpu spent = Cpu.now(platform.processes()).since(before);
    double millis = (System.nanoTime() - began) / 1e6;
    System.out.printf("%nidle for %d s: %.1f %% of a processor (%s)%n", options.number("idle-seconds"), 100 * spent.all() / millis,
        spent.processes().entrySet().stream().sorted(Map.Entry.comparingByKey())
            .map(each -> "%s %.1f".formatted(each.getKey(), 100 * each.getValue() / millis)).collect(Collectors.joining(", ")));
  }
}
