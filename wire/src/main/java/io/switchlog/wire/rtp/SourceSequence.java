package io.switchlog.wire.rtp;

/// Sequence numbers of one source, made long, and what they tell about loss (RFC 3550 appendices
/// A.1 and A.3).
///
/// A source is on probation until it sent `MIN_SEQUENTIAL` packets in a row; a jump of more than
/// `MAX_DROPOUT` counts as a restart only when the next packet confirms it. Allocation-free,
/// single-threaded.
public final class SourceSequence {
  /// What a packet meant for the sequence.
  public enum Verdict {
    /// Not yet known to be a real source.
    PROBATION,
    /// In order, possibly after a gap.
    ADVANCED,
    /// A duplicate or late packet: counted as received, moves nothing.
    LATE,
    /// A jump too large to be loss; not counted until the next packet confirms it.
    JUMP,
    /// The source began anew; all counters did too.
    RESTARTED
  }

  static final int MAX_DROPOUT = 3000;
  static final int MAX_MISORDER = 100;
  static final int MIN_SEQUENTIAL = 2;
  private static final int MODULUS = 1 << 16;
  private static final int NONE = MODULUS + 1;

  private final int probationPackets;
  private boolean started;
  private int probation;
  private int maximum;
  private int awaited;
  private long cycles;
  private long base;
  private long received;
  private long expectedPrior;
  private long receivedPrior;

  public SourceSequence() {
    this(MIN_SEQUENTIAL);
  }

  /// With a probation of the caller's choice.
  ///
  /// @param probationPackets how many packets in a row make a source valid; 0 or 1 trusts the
  ///   first, for a source that signalling vouches for
  public SourceSequence(int probationPackets) {
    this.probationPackets = Math.max(1, probationPackets);
  }

  /// Takes the next packet's sequence number, 0..65535.
  public Verdict update(int sequence) {
    if (!started) {
      started = true;
      restart(sequence);
      probation = probationPackets;
      maximum = (sequence - 1) & 0xffff;
    }
    if (probation > 0) {
      return onProbation(sequence);
    }
    int ahead = (sequence - maximum) & 0xffff;
    if (ahead != 0 && ahead < MAX_DROPOUT) {
      if (sequence < maximum) {
        cycles += MODULUS;
      }
      maximum = sequence;
      awaited = NONE;
      received++;
      return Verdict.ADVANCED;
    }
    if (ahead != 0 && ahead <= MODULUS - MAX_MISORDER) {
      if (sequence != awaited) {
        awaited = (sequence + 1) & 0xffff;
        return Verdict.JUMP;
      }
      restart(sequence);
      received = 1;
      return Verdict.RESTARTED;
    }
    received++;
    return Verdict.LATE;
  }

  private Verdict onProbation(int sequence) {
    if (sequence != ((maximum + 1) & 0xffff)) {
      probation = probationPackets - 1;
      maximum = sequence;
      return Verdict.PROBATION;
    }
    probation--;
    maximum = sequence;
    if (probation > 0) {
      return Verdict.PROBATION;
    }
    restart(sequence);
    received = 1;
    return Verdict.ADVANCED;
  }

  private void restart(int sequence) {
    base = sequence;
    maximum = sequence;
    awaited = NONE;
    cycles = 0;
    received = 0;
    receivedPrior = 0;
    expectedPrior = 0;
  }

  public boolean isValid() {
    return started && probation == 0;
  }

  /// Cycles and highest sequence number, the number to report.
  public long extendedHighest() {
    return cycles + maximum;
  }

  /// The long form of a sequence number near the highest one, for ordering a jitter buffer.
  public long extended(int sequence) {
    return extendedHighest() + (short) (sequence - maximum);
  }

  public long received() {
    return received;
  }

  public long expected() {
    return isValid() ? extendedHighest() - base + 1 : 0;
  }

  /// Expected less received; negative where duplicates outnumber losses. Not clamped, see
  /// [RtcpWriter].
  public long cumulativeLost() {
    return expected() - received;
  }

  /// Loss since the last call in 1/256, 0..255, and begins the next interval (appendix A.3).
  public int takeFractionLost() {
    long expectedInterval = expected() - expectedPrior;
    long receivedInterval = received - receivedPrior;
    expectedPrior = expected();
    receivedPrior = received;
    long lost = expectedInterval - receivedInterval;
    return expectedInterval == 0 || lost <= 0
        ? 0
        : (int) Math.min(255, (lost << 8) / expectedInterval);
  }

  /// True where `a` comes after `b` on the circle of 16-bit numbers.
  public static boolean isAfter(int a, int b) {
    return (short) (a - b) > 0;
  }
}
