package io.switchlog.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Makes a large input of a small one, by a stretch of it that stands there many times: what costs
/// time with the square of its length takes longer than a run of fuzzing waits for one input.
final class Stretch {
  private static final int RARELY = 64;

  private Stretch() {}

  /// Whether this input is to be stretched as well: one of 64, always the same ones.
  static boolean isDue(byte[] input) {
    return input.length > 0 && Math.floorMod(Arrays.hashCode(input), RARELY) == 0;
  }

  /// As many bytes as are asked for, or a few less.
  static byte[] of(byte[] input, int length) {
    int hash = Arrays.hashCode(input) / RARELY;
    int from = Math.floorMod(hash, input.length);
    int to = Math.min(input.length, from + 1 + Math.floorMod(hash / 7, 24));
    ByteArrayOutputStream large = new ByteArrayOutputStream(length);
    large.write(input, 0, from);
    while (large.size() + input.length < length) {
      large.write(input, from, to - from);
    }
    large.write(input, to, input.length - to);
    return large.toByteArray();
  }
}
