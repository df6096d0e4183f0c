package io.switchlog.fuzz;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What targets say of what they see. Plainer than AssertJ, which would cost most of the time.
public final class Claims {
  private Claims() {}

  /// It is so.
  public static void holds(boolean so, String claim) {
    if (!so) {
      throw new AssertionError("expected " + claim);
    }
  }

  /// Both are equal.
  public static void same(@Nullable Object found, @Nullable Object expected, String what) {
    if (!Objects.equals(found, expected)) {
      throw new AssertionError(what + ": expected " + expected + ", found " + found);
    }
  }

  /// Both are the same bytes.
  public static void same(byte[] found, byte[] expected, String what) {
    if (!Arrays.equals(found, expected)) {
      throw new AssertionError(
          what + ": expected " + Arrays.toString(expected) + ", found " + Arrays.toString(found));
    }
  }
}
