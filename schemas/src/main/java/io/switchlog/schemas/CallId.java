package io.switchlog.schemas;

/// The identity of a call and the key of all its records. 26 lower-case base-32 characters (128
/// bits), an HMAC of the cluster secret over what every message of the call's first transaction
/// repeats, so that any edge computes the same one (ARCHITECTURE.md, "The way of a call").
public record CallId(String value) implements Comparable<CallId> {
  public CallId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a call id must not be empty");
    }
  }

  @Override
  public int compareTo(CallId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
