package io.switchlog.control.core.partition;

import java.time.Instant;

/// What the broker's clock shows, judged from the inbox: a record was appended at a time of the
/// broker's, and is read a little later at a time of ours. The least lag seen lately is the
/// difference between the clocks. Pure: our time is an argument.
///
/// Never ahead of the broker by more than its clock went back; behind it by the time that reading
/// took.
public final class InboxClock {
  /// A lag that was not seen again for so long is forgotten: one of the clocks may have been set.
  private static final long REMEMBERED_MILLIS = 60_000;

  private boolean known;
  private long offsetMillis;
  private long nextOffsetMillis = Long.MIN_VALUE;
  private long nextSinceMillis;

  /// A record was read.
  ///
  /// @param appendedAt its append time
  /// @param ourMillis our time, of a clock that is never set
  public void read(Instant appendedAt, long ourMillis) {
    long offset = appendedAt.toEpochMilli() - ourMillis;
    if (!known || offset > offsetMillis) {
      offsetMillis = offset;
      known = true;
      nextOffsetMillis = offset;
      nextSinceMillis = ourMillis;
      return;
    }
    nextOffsetMillis = Math.max(nextOffsetMillis, offset);
    if (ourMillis - nextSinceMillis > REMEMBERED_MILLIS) {
      offsetMillis = nextOffsetMillis;
      nextOffsetMillis = Long.MIN_VALUE;
      nextSinceMillis = ourMillis;
    }
  }

  /// A timer came before it was due: we were ahead, because a clock was set back.
  ///
  /// @param appendedAt when the broker took it
  /// @param ourMillis our time, of the same clock
  public void wasAhead(Instant appendedAt, long ourMillis) {
    offsetMillis = appendedAt.toEpochMilli() - ourMillis;
    nextOffsetMillis = offsetMillis;
    nextSinceMillis = ourMillis;
    known = true;
  }

  /// The broker's time.
  ///
  /// @param ourMillis our time, of the same clock
  /// @param wallClock what counts before anything was read
  public Instant now(long ourMillis, Instant wallClock) {
    return known ? Instant.ofEpochMilli(ourMillis + offsetMillis) : wallClock;
  }
}
