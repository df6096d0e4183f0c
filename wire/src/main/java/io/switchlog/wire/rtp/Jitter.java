package io.switchlog.wire.rtp;

/// The interarrival jitter estimate, in integers (RFC 3550 section 6.4.1, appendix A.8).
///
/// Arrival times are in units of the media's clock, from any origin; both wrap at 32 bits.
/// Allocation-free, single-threaded.
public final class Jitter {
  private boolean started;
  private int transit;

  /// Sixteen times the estimate, so that the filter's gain of 1/16 loses no precision.
  private long scaled;

  /// An estimate of zero that has seen no packet.
  public Jitter() {}

  /// Takes a packet: when it came, and what its header says, both in timestamp units.
  public void update(int arrival, int timestamp) {
    int nowTransit = arrival - timestamp;
    if (started) {
      long difference = Math.abs((long) (nowTransit - transit));
      scaled += difference - ((scaled + 8) >> 4);
    }
    started = true;
    transit = nowTransit;
  }

  /// Forgets the last packet but not the estimate: the next difference would span a new talk
  /// spurt's timestamp origin or another source.
  public void resynchronize() {
    started = false;
  }

  /// The estimate in timestamp units.
  public long timestampUnits() {
    return scaled >> 4;
  }

  public double millis(int clockRate) {
    return scaled * 1000.0 / (16.0 * clockRate);
  }

  /// An instant in nanoseconds as timestamp units of a clock, for [#update].
  public static int arrival(long nanos, int clockRate) {
    long seconds = Math.floorDiv(nanos, 1_000_000_000L);
    long rest = Math.floorMod(nanos, 1_000_000_000L);
    return (int) (seconds * clockRate + rest * clockRate / 1_000_000_000L);
  }
}
