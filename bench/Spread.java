import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// Values that differ from round to round.
final class Spread {
  private Spread() {}

  /// The value in the middle, the higher of two.
  static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  /// Minimum, median and maximum: `5.1 / 5.4 / 6.0`.
  static String of(double[] values, String format) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return DoubleStream.of(sorted[0], median(values), sorted[sorted.length - 1]).mapToObj(format::formatted)
        .collect(Collectors.joining(" / "));
  }
}
