package io.switchlog.edge;

import java.time.Instant;

/// The time that the loops are told: milliseconds since the epoch as they were at the start, and
/// from there steady, so that a clock that is set neither fires nor stops protocol timers.
final class EdgeClock {
  private final long startMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();

  long startMillis() {
    return startMillis;
  }

  long millis() {
    return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
  }

  /// A moment of the machine's clock - which may have been set since the start - in the loops'
  /// time.
  Instant steady(Instant ofMachine) {
    long set = millis() - System.currentTimeMillis();
    return Math.abs(set) < 100 ? ofMachine : ofMachine.plusMillis(set);
  }
}
