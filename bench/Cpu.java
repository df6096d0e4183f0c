import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Milliseconds of processor time, from /proc, since the processes and the machine began.
///
/// @param processes by name, each with its children
/// @param compiling of these, by threads that compile
/// @param collecting of these, by threads that collect garbage
/// @param phones by SIPp and whatever else the bench has started and seen the end of
/// @param busy of the whole machine
/// @param stolen by others on the machine's host
record Cpu(Map<String, Double> processes, double compiling, double collecting, double phones, double busy, double stolen) {
  private static final double TICK_MILLIS = 10;

  /// @param processes by name
  static Cpu now(Map<String, ProcessHandle> processes) throws IOException {
    Map<String, Double> spent = new HashMap<>();
    double compiling = 0;
    double collecting = 0;
    for (Map.Entry<String, ProcessHandle> process : processes.entrySet()) {
      double sum = spent(Path.of("/proc/" + process.getValue().pid()));
      for (ProcessHandle child : process.getValue().descendants().toList()) {
        sum += spent(Path.of("/proc/" + child.pid()));
      }
      spent.put(process.getKey(), sum);
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.getValue().pid() + "/task"))) {
        for (Path thread : threads.toList()) {
          String name = name(thread);
          compiling += name.startsWith("C1 ") || name.startsWith("C2 ") ? spent(thread) : 0;
          collecting += name.startsWith("GC ") || name.startsWith("G1 ") || name.startsWith("VM Thread") ? spent(thread) : 0;
        }
      }
    }
    String[] machine = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
    double busy = Stream.of(1, 2, 3, 6, 7).mapToDouble(at -> Long.parseLong(machine[at]) * TICK_MILLIS).sum();
    String[] self = fields(Path.of("/proc/self"));
    return new Cpu(spent, compiling, collecting, ticks(self, 13) + ticks(self, 14), busy,
        Long.parseLong(machine[8]) * TICK_MILLIS);
  }

  /// A thread that is gone has none.
  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException gone) {
      return "";
    }
  }

  /// A process that is gone has spent nothing any more.
  private static double spent(Path of) {
    try {
      String[] fields = fields(of);
      return ticks(fields, 11) + ticks(fields, 12);
    } catch (IOException gone) {
      return 0;
    }
  }

  /// The fields of `stat` behind the name, which may hold anything: the third of proc(5) is at 0.
  private static String[] fields(Path of) throws IOException {
    String stat = Files.readString(of.resolve("stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
  }

  private static double ticks(String[] fields, int at) {
    return Long.parseLong(fields[at]) * TICK_MILLIS;
  }

  /// What was spent since an earlier look.
  Cpu since(Cpu before) {
    Map<String, Double> spent = new HashMap<>();
    processes.forEach((name, millis) -> spent.put(name, millis - before.processes.getOrDefault(name, 0.0)));
    return new Cpu(spent, compiling - before.compiling, collecting - before.collecting, phones - before.phones,
        busy - before.busy, stolen - before.stolen);
  }

  double all() {
    return processes.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /// Spent by nobody of the bench's.
  double others() {
    return Math.max(0, busy - all() - phones);
  }
}
