package io.switchlog.media.core;

import io.switchlog.wire.rtp.RtcpPacket;

/// What a leg's peer reports of the stream that it gets from us, and the round trip that follows
/// from it: now - (when the sender report went out that the peer names by LSR) - DLSR (RFC 3550
/// section 6.4.1). The moment is remembered, not read back from the NTP time stamp, so that it also
/// holds for the other leg's sender reports that were relayed: their clock is not ours.
final class RemoteReports {
  private static final int REMEMBERED = 8;
  private static final long NEVER = Long.MIN_VALUE;

  private static final int[] NO_NTP = {};
  private static final long[] NO_MICROS = {};

  /// The sender reports that went out last; room for them is made with the first.
  private int[] reportNtp = NO_NTP;

  private long[] reportAtMicros = NO_MICROS;
  private int reports;

  private long heardAtMicros = NEVER;
  private int fractionLost;
  private long jitterUnits;
  private double roundTripMillis;
  private long roundTripAtMicros = NEVER;

  /// A sender report with these middle 32 bits of its NTP time stamp went out to the peer.
  void sent(long nowMicros, int middleNtp) {
    if (reports == 0) {
      reportNtp = new int[REMEMBERED];
      reportAtMicros = new long[REMEMBERED];
    }
    reportNtp[reports % REMEMBERED] = middleNtp;
    reportAtMicros[reports % REMEMBERED] = nowMicros;
    reports++;
  }

  /// A report block about our stream came from the peer.
  void received(long nowMicros, RtcpPacket report, int block) {
    heardAtMicros = nowMicros;
    fractionLost = report.fractionLost(block);
    jitterUnits = report.jitterTimestampUnits(block);
    int lastReport = report.lastSenderReport(block);
    if (lastReport == 0) {
      return;
    }
    for (int i = 0; i < Math.min(reports, REMEMBERED); i++) {
      if (reportNtp[i] == lastReport) {
        double delayMillis = report.delaySinceLastSenderReport(block) * 1000 / 65_536.0;
        double elapsedMillis = (nowMicros - reportAtMicros[i]) / 1000.0;
        // A peer that claims to have waited longer than there was time is not believed.
        if (elapsedMillis >= delayMillis) {
          roundTripMillis = elapsedMillis - delayMillis;
          roundTripAtMicros = nowMicros;
        }
        return;
      }
    }
  }

  /// Whether the peer reported after a moment.
  boolean heardSince(long micros) {
    return heardAtMicros >= micros;
  }

  double lossPercent() {
    return fractionLost * 100 / 256.0;
  }

  double jitterMillis(int clockRate) {
    return jitterUnits * 1000.0 / clockRate;
  }

  /// Whether a round trip was measured after a moment.
  boolean roundTripSince(long micros) {
    return roundTripAtMicros >= micros;
  }

  double roundTripMillis() {
    return roundTripMillis;
  }
}
