import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where the processor time of a call goes, by least squares over the rounds of `bench/run --out FILE`:
///
///     CPU a call = idle / rate + request x requests a call + rest
public final class Fit {
  private Fit() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0 || arguments[0].startsWith("-")) {
      System.err.println("usage: bench/fit FILE...   as written by bench/run --out FILE, of three rates and more");
      System.exit(arguments.length == 0 ? 2 : 0);
    }
    List<double[]> rows = new ArrayList<>();
    for (String file : arguments) {
      List<String> lines = Files.readAllLines(Path.of(file));
      List<String> names = Arrays.asList(lines.getFirst().split(","));
      for (String line : lines.subList(1, lines.size())) {
        String[] values = line.split(",");
        if (values[0].equals("switchlog")) {
          rows.add(new double[] {1 / number(values, names, "rate"), number(values, names, "requests"), 1,
              number(values, names, "cpu_ms")});
        }
      }
    }
    long rates = rows.stream().mapToDouble(row -> row[0]).distinct().count();
    if (rates < 3) {
      System.err.println("bench/fit: expected rounds at three rates and more, found " + rates);
      System.exit(2);
    }
    double[] found = solve(rows);
    double worst = rows.stream().mapToDouble(row -> Math.abs(row[3] - predicted(found, row)) / row[3]).max().orElseThrow();
    System.out.printf("CPU a call = %.0f ms / rate + %.3f ms x requests + %.2f ms   (%d rounds at %d rates, the worst is %.0f %% off)%n",
        found[0], found[1], found[2], rows.size(), rates, 100 * worst);
  }

  private static double number(String[] values, List<String> names, String name) {
    return Double.parseDouble(values[names.indexOf(name)]);
  }

  private static double predicted(double[] found, double[] row) {
    return found[0] * row[0] + found[1] * row[1] + found[2] * row[2];
  }

  /// The normal equations, by elimination. A round weighs by what it is off in proportion.
  static double[] solve(List<double[]> rows) {
    double[][] m = new double[3][4];
    for (double[] row : rows) {
      double weight = 1 / (row[3] * row[3]);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 4; j++) {
          m[i][j] += weight * row[i] * row[j];
        }
      }
    }
    for (int i = 0; i < 3; i++) {
      int pivot = i;
      for (int k = i + 1; k < 3; k++) {
        pivot = Math.abs(m[k][i]) > Math.abs(m[pivot][i]) ? k : pivot;
      }
      double[] swap = m[i];
      m[i] = m[pivot];
      m[pivot] = swap;
      for (int k = 0; k < 3; k++) {
        if (k != i) {
          double factor = m[k][i] / m[i][i];
          for (int j = i; j < 4; j++) {
            m[k][j] -= factor * m[i][j];
          }
        }
      }
    }
    return new double[] {m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]};
  }
}
