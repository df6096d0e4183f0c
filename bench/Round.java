import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /// @param spent meanwhile
  /// @param seconds that passed meanwhile
  static Round of(String exchange, int rate, Phones.Load load, Cpu spent, Requests.Broker broker, double seconds) {
    double calls = load.calls();
    double machine = seconds * 10 * Runtime.getRuntime().availableProcessors();
    Map<String, Double> cpu = spent.processes().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue() / calls));
    return new Round(exchange, rate, load.calls(), load.failed(), load.retransmissionPercent(),
        Phones.percentile(load.offered(), 0.5), Phones.percentile(load.offered(), 0.99),
        Phones.percentile(load.answered(), 0.5), Phones.percentile(load.answered(), 0.99), cpu,
        spent.compiling() / calls, spent.collecting() / calls, broker.records() / calls, broker.requests() / calls,
        broker.bytes() / calls / 1_000, spent.stolen() / machine, spent.others() / machine);
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
