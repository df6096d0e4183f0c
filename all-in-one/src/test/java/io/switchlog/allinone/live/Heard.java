package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the platform's own record says of the sound of one leg of a call.
///
/// @param jitterMillis how unevenly the packets came, which is the sender's doing
record Heard(long received, long sent, long lost, double jitterMillis, double mos) {
  /// A jitter that costs less than half a point: more is a sender that got no processor.
  private static final double EVEN_MILLIS = 40;

  private static final Pattern LINE =
      Pattern.compile(
          "leg (\\d+) +received (\\d+), sent (\\d+), lost (\\d+) .*,"
              + " jitter ([0-9.]+) ms, MOS ([0-9.]+)");

  /// The legs in the call detail record that `switchlog show` printed.
  static Map<Integer, Heard> in(String shown) {
    Map<Integer, Heard> legs = new TreeMap<>();
    Matcher line = LINE.matcher(shown);
    while (line.find()) {
      legs.put(
          Integer.parseInt(line.group(1)),
          new Heard(
              Long.parseLong(line.group(2)),
              Long.parseLong(line.group(3)),
              Long.parseLong(line.group(4)),
              Double.parseDouble(line.group(5)),
              Double.parseDouble(line.group(6))));
    }
    return legs;
  }

  void assertUndisturbed() {
    assertThat(lost).as("packets lost").isZero();
    if (jitterMillis < EVEN_MILLIS) {
      assertThat(mos).as("MOS at a jitter of %s ms", jitterMillis).isGreaterThan(4.0);
    }
  }
}
