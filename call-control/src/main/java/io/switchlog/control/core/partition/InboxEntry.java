package io.switchlog.control.core.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record of an inbox partition as the log holds it.
///
/// @param offset its place in the partition; the order of offsets is the order of the world
/// @param appendedAt the broker's append time: `now` in the decision
/// @param key the aggregate that it concerns, null for an input to the whole partition
/// @param value the record's bytes
public record InboxEntry(
    int partition, long offset, Instant appendedAt, @Nullable AggregateId key, Bytes value) {

  /// An entry from what a record of the log holds.
  ///
  /// @param key the aggregate id in UTF-8; null or empty for none
  /// @param value null where there is none, which nothing can read
  public static InboxEntry of(
      int partition,
      long offset,
      Instant appendedAt,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    return new InboxEntry(
        partition,
        offset,
        appendedAt,
        key == null || key.length == 0 ? null : new AggregateId(new String(key, UTF_8)),
        value == null ? Bytes.EMPTY : Bytes.of(value));
  }
}
