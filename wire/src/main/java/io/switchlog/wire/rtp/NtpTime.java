package io.switchlog.wire.rtp;

import java.time.Instant;

/// Wall-clock time as RTCP writes it: seconds since 1900 and their fraction in 32.32 fixed point
/// (RFC 3550 section 4).
public final class NtpTime {
  /// From 1900 to 1970.
  private static final long EPOCH_OFFSET_SECONDS = 2_208_988_800L;

  private NtpTime() {}

  public static long of(long epochSeconds, int nanos) {
    return ((epochSeconds + EPOCH_OFFSET_SECONDS) << 32) | ((long) nanos << 32) / 1_000_000_000L;
  }

  public static long ofEpochMillis(long epochMillis) {
    return of(
        Math.floorDiv(epochMillis, 1000L), (int) Math.floorMod(epochMillis, 1000L) * 1_000_000);
  }

  public static long of(Instant instant) {
    return of(instant.getEpochSecond(), instant.getNano());
  }

  /// Reads it back; a clear top bit is taken for the era that begins in 2036 (RFC 5905 section 6).
  public static Instant instant(long ntp) {
    long seconds = ntp >>> 32;
    long era = (seconds & 0x8000_0000L) == 0 ? 1L << 32 : 0;
    long nanos = ((ntp & 0xffff_ffffL) * 1_000_000_000L + (1L << 31)) >>> 32;
    return Instant.ofEpochSecond(seconds + era - EPOCH_OFFSET_SECONDS, nanos);
  }

  /// The middle 32 bits, 16.16 fixed point, which reports carry (RFC 3550 section 6.4.1).
  public static int middle(long ntp) {
    return (int) (ntp >>> 16);
  }

  /// Round trip in microseconds from a report block, or -1 where the peer has seen no sender
  /// report: arrival less last SR less the delay at the peer, all 16.16 (section 6.4.1). A negative
  /// outcome, made by clocks that were set, is given as 0.
  public static long roundTripMicros(int arrivalMiddle, int lastSenderReport, long delay) {
    if (lastSenderReport == 0) {
      return -1;
    }
    int trip = arrivalMiddle - lastSenderReport - (int) delay;
    return Math.max(0, (trip * 1_000_000L) >> 16);
  }
}
