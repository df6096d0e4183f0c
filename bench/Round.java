import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// One round at one rate: what a call took, in milliseconds and counts.
///
/// @param exchange who was measured
/// @param cpu of each process
/// @param compiling of that, by compilers
/// @param collecting of that, by the collector
/// @param stolen percent of the machine that others on its host took meanwhile
/// @param others percent of the machine that was spent by nobody of the bench's
record Round(String exchange, int rate, int calls, int failed, double retransmissions, double offered50, double offered99,
    double answered50, double answered99, Map<String, Double> cpu, double compiling, double collecting, double records,
    double requests, double kilobytes, double stolen, double others) {
  private static final String HEAD = "exchange,rate,calls,failed,retransmissions_percent,offered_p50_ms,offered_p99_ms,"
      + "answered_p50_ms,answered_p99_ms,cpu_ms,compiling_ms,collecting_ms,records,requests,kilobytes,stolen_percent,others_percent";

  /// Puts a load on an exchange and looks at what it takes meanwhile.
  ///
  /// @param processes the exchange's
  static Round measure(String exchange, int rate, Map<String, ProcessHandle> processes, Callable<Phones.Load> load)
      throws Exception {
    Cpu before = Cpu.now(processes);
    long began = System.nanoTime();
    Phones.Load came = load.call();
    Cpu spent = Cpu.now(processes).since(before);
    double calls = came.calls();
    double percent = (System.nanoTime() - began) / 1e8 * Runtime.getRuntime().availableProcessors();
    Map<String, Double> cpu = spent.processes().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue() / calls));
    return new Round(exchange, rate, came.calls(), came.failed(), came.retransmissionPercent(),
        Phones.percentile(came.offered(), 0.5), Phones.percentile(came.offered(), 0.99),
        Phones.percentile(came.answered(), 0.5), Phones.percentile(came.answered(), 0.99), cpu,
        spent.compiling() / calls, spent.collecting() / calls, 0, 0, 0, spent.stolen() / percent, spent.others() / percent);
  }

  /// The same for the platform, with what its broker counted meanwhile.
  static Round measure(Platform platform, int rate, Callable<Phones.Load> load) throws Exception {
    long broker = platform.process("broker").pid();
    Requests.Broker before = Requests.broker(broker);
    Round round = measure("switchlog", rate, platform.processes(), load);
    return round.with(Requests.broker(broker).since(before));
  }

  private Round with(Requests.Broker broker) {
    return new Round(exchange, rate, calls, failed, retransmissions, offered50, offered99, answered50, answered99, cpu, compiling,
        collecting, broker.records() / calls, broker.requests() / calls, broker.bytes() / calls / 1_000, stolen, others);
  }

  double all() {
    return cpu.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /// Writes rounds for [Fit], a line each.
  static void write(Path file, List<Round> rounds) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    for (Round r : rounds) {
      lines.add(String.format(Locale.ROOT, "%s,%d,%d,%d,%.3f,%.2f,%.2f,%.2f,%.2f,%.3f,%.3f,%.3f,%.1f,%.3f,%.2f,%.2f,%.2f",
          r.exchange, r.rate, r.calls, r.failed, r.retransmissions, r.offered50, r.offered99, r.answered50, r.answered99, r.all(),
          r.compiling, r.collecting, r.records, r.requests, r.kilobytes, r.stolen, r.others));
    }
    Files.write(file, lines);
  }
}
