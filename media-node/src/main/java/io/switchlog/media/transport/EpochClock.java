package io.switchlog.media.transport;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Microseconds since the epoch that never go back: the wall clock once, the monotonic one from
/// there on.
final class EpochClock {
  private final long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  private final long startNanos = System.nanoTime();

  long micros() {
    return startMicros + (System.nanoTime() - startNanos) / 1_000;
  }
}
