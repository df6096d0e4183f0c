package io.switchlog.switchlog.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the platform's own record says of the sound of one leg of a call.
record Heard(long received, long sent, long lost, double mos) {
  private static final Pattern LINE =
      Pattern.compile("leg (\\d+) +received (\\d+), sent (\\d+), lost (\\d+) .*, MOS ([0-9.]+)");

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
              Double.parseDouble(line.group(5))));
    }
    return legs;
  }

  void assertUndisturbed() {
    assertThat(lost).as("packets lost").isZero();
    assertThat(mos).as("MOS").isGreaterThan(4.0);
  }
}
