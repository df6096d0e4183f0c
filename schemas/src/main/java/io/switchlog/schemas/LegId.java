package io.switchlog.schemas;

/// One party's side of a call, counted from 1 in the order the legs came to be; 1 is the caller.
public record LegId(int value) implements Comparable<LegId> {
  /// The leg whose INVITE opened the call.
  public static final LegId CALLER = new LegId(1);

  public LegId {
    if (value < 1) {
      throw new IllegalArgumentException("a leg id counts from 1, found " + value);
    }
  }

  @Override
  public int compareTo(LegId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
