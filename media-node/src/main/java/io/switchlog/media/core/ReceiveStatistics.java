package io.switchlog.media.core;

import io.switchlog.wire.rtp.Jitter;
import io.switchlog.wire.rtp.RtpPacket;
import io.switchlog.wire.rtp.SourceSequence;

/// What came from a leg over its whole life (RFC 3550 appendices A.1, A.3 and A.8). A new
/// synchronization source, a restarted sequence or a time in which packets were not taken ends a
/// stretch: what was missing in between is not loss.
final class ReceiveStatistics {
  private boolean inStretch;
  private int ssrc;
  private SourceSequence sequence = new SourceSequence(1);
  private long stretchExpected;
  private long earlierExpected;
  private long received;
  private long payloadBytes;

  private Jitter jitter = new Jitter();
  private int clockRate = 8_000;
  private int timedPackets;

  /// Takes one packet into account.
  ///
  /// @param rate the hertz of its time stamp; 0 where it tells nothing about jitter
  void onPacket(long nowMicros, RtpPacket packet, int rate) {
    if (!inStretch || packet.ssrc() != ssrc) {
      endStretch();
      inStretch = true;
      ssrc = packet.ssrc();
      sequence = new SourceSequence(1);
    }
    switch (sequence.update(packet.sequence())) {
      case JUMP, PROBATION -> {
        return;
      }
      case RESTARTED -> {
        earlierExpected += stretchExpected;
        jitter.resynchronize();
      }
      case ADVANCED, LATE -> {
        // in range
      }
    }
    stretchExpected = sequence.expected();
    received++;
    payloadBytes += packet.payloadBytes();
    if (rate > 0) {
      updateJitter(nowMicros, packet.timestamp(), rate);
    }
  }

  /// From here on packets are not taken for a while.
  void endStretch() {
    earlierExpected += stretchExpected;
    stretchExpected = 0;
    inStretch = false;
    jitter.resynchronize();
  }

  private void updateJitter(long nowMicros, int timestamp, int rate) {
    if (rate != clockRate) {
      clockRate = rate;
      jitter = new Jitter();
      timedPackets = 0;
    }
    jitter.update(Jitter.arrival(nowMicros * 1_000, rate), timestamp);
    timedPackets = Math.min(2, timedPackets + 1);
  }

  long received() {
    return received;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  long expected() {
    return earlierExpected + stretchExpected;
  }

  /// False until two packets gave a difference.
  boolean jitterKnown() {
    return timedPackets == 2;
  }

  double jitterMillis() {
    return jitter.millis(clockRate);
  }

  long jitterUnits() {
    return jitter.timestampUnits();
  }

  int clockRate() {
    return clockRate;
  }

  /// Whether there is a source to write a report block about.
  boolean inStretch() {
    return inStretch;
  }

  int ssrc() {
    return ssrc;
  }

  /// The sequence of the source, for a report block.
  SourceSequence sequence() {
    return sequence;
  }
}
