package io.switchlog.schemas.bus;

import io.switchlog.schemas.AggregateId;

/// A fact on its way to the bus: the same bytes, under the same origin, however often it is said.
public final class KeptFact {
  /// What a fact takes beside its bytes, estimated.
  private static final int OVERHEAD_BYTES = 256;

  private final long place;
  private final AggregateId aggregate;
  private final long span;
  private final byte[] value;
  private final boolean repeatable;
  private final long patienceMillis;
  private final BusWriter.Outcome outcome;
  private final long sinceMillis;
  private int partition;
  private long writtenMillis;
  private boolean failed;

  KeptFact(
      long place,
      AggregateId aggregate,
      long span,
      byte[] value,
      boolean repeatable,
      long patienceMillis,
      BusWriter.Outcome outcome,
      long sinceMillis) {
    this.place = place;
    this.aggregate = aggregate;
    this.span = span;
    this.value = value;
    this.repeatable = repeatable;
    this.patienceMillis = patienceMillis;
    this.outcome = outcome;
    this.sinceMillis = sinceMillis;
  }

  /// The aggregate it tells of: the record's key.
  public AggregateId aggregate() {
    return aggregate;
  }

  /// What tells it from the aggregate's other records in a trace.
  public long span() {
    return span;
  }

  /// The record, origin and all; not to be changed.
  public byte[] value() {
    return value;
  }

  /// The partition that it belongs to.
  public int partition() {
    return partition;
  }

  void belongsTo(int itsPartition) {
    partition = itsPartition;
  }

  /// Its place in the order in which the node's facts were kept.
  long place() {
    return place;
  }

  boolean isRepeatable() {
    return repeatable;
  }

  /// Whether somebody waits for what it leads to.
  boolean isHurried() {
    return patienceMillis == 0;
  }

  /// How long it may wait for company.
  long patienceMillis() {
    return patienceMillis;
  }

  long sinceMillis() {
    return sinceMillis;
  }

  long bytes() {
    return (long) value.length + OVERHEAD_BYTES;
  }

  BusWriter.Outcome outcome() {
    return outcome;
  }

  long writtenMillis() {
    return writtenMillis;
  }

  void written(long nowMillis) {
    writtenMillis = nowMillis;
  }

  /// Whether the bus has failed to take it before.
  boolean hasFailed() {
    return failed;
  }

  void failed() {
    failed = true;
  }
}
