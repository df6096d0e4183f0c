package io.switchlog.testkit.net;

/// What a network does to packets. Reordering comes from the spread of the delays, and from a
/// packet now and then that takes far longer than the rest.
///
/// @param lossPercent how many never arrive
/// @param duplicatePercent how many arrive twice
/// @param latePercent how many take up to ten times the longest delay
/// @param minDelayMillis the least time under way
/// @param maxDelayMillis the most time under way
public record Faults(
    double lossPercent,
    double duplicatePercent,
    double latePercent,
    int minDelayMillis,
    int maxDelayMillis) {
  /// A local network at its best: a millisecond, nothing lost.
  public static final Faults NONE = new Faults(0, 0, 0, 1, 1);

  public Faults {
    if (minDelayMillis < 0 || maxDelayMillis < minDelayMillis) {
      throw new IllegalArgumentException(
          "delays grow from 0, found " + minDelayMillis + " to " + maxDelayMillis);
    }
  }
}
