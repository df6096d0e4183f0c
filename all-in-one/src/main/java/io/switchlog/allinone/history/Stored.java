package io.switchlog.allinone.history;

import io.switchlog.schemas.Envelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record as it lies on the bus.
///
/// @param at the broker's append time
/// @param key null for none
public record Stored<H extends Record, B>(
    int partition, long offset, Instant at, @Nullable String key, Envelope<H, B> envelope) {
  public H head() {
    return envelope.head();
  }

  public B body() {
    return envelope.body();
  }

  /// `partition/offset`.
  public String place() {
    return partition + "/" + offset;
  }
}
