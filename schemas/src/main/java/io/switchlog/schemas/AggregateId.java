package io.switchlog.schemas;

/// The identity of an aggregate of any kind, and the key of all its records: of a call its
/// [CallId], of another kind what [ParkSlot] and its like say.
///
/// @param value what stands in a record's key, in UTF-8
public record AggregateId(String value) implements Comparable<AggregateId> {
  public AggregateId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an aggregate's id must not be empty");
    }
  }

  public static AggregateId of(CallId call) {
    return new AggregateId(call.value());
  }

  /// As the id of a call, which it is for the caller to know.
  public CallId call() {
    return new CallId(value);
  }

  @Override
  public int compareTo(AggregateId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
