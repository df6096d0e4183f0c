package io.switchlog.wire.sip.transaction;

import java.time.Duration;

/// The three base times of RFC 3261 (17.1.1.1, 17.1.2.2) and what follows from them.
///
/// @param t1 round trip estimate
/// @param t2 longest interval between resends of anything but an INVITE request
/// @param t4 how long a message may stay in the network
public record Timers(Duration t1, Duration t2, Duration t4) {
  /// 500 ms, 4 s, 5 s (table 4).
  public static final Timers DEFAULT =
      new Timers(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

  /// After this long without an answer from above an INVITE gets a 100 (17.2.1).
  static final Duration TRYING_TO_INVITE = Duration.ofMillis(200);

  private static final Duration SHORTEST_D = Duration.ofSeconds(32);

  public Timers {
    if (!t1.isPositive() || t2.compareTo(t1) < 0 || !t4.isPositive()) {
      throw new IllegalArgumentException(
          "timers must be positive with T2 at least T1: T1=" + t1 + " T2=" + t2 + " T4=" + t4);
    }
  }

  /// 64*T1: timers B, F, H, J, L, M.
  public Duration timeout() {
    return t1.multipliedBy(64);
  }

  /// Timer D: at least 32 s, and no shorter than the peer's timer H (17.1.1.2).
  public Duration d() {
    return timeout().compareTo(SHORTEST_D) > 0 ? timeout() : SHORTEST_D;
  }

  /// The time from the first sending until a client's timer E is set to T2: when a non-INVITE
  /// server has to send its 100, and before which it must not over UDP (RFC 4320 section 4.1).
  public Duration untilT2() {
    Duration passed = Duration.ZERO;
    Duration interval = t1;
    while (interval.compareTo(t2) < 0) {
      passed = passed.plus(interval);
      interval = interval.plus(interval);
    }
    return passed;
  }

  /// Twice as long, but no longer than T2.
  Duration doubled(Duration interval) {
    Duration twice = interval.plus(interval);
    return twice.compareTo(t2) < 0 ? twice : t2;
  }
}
