package io.switchlog.media.core;

import io.switchlog.wire.rtp.NtpTime;
import io.switchlog.wire.rtp.RtcpWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The RTCP of streams that the node makes itself: a sender or receiver report with what came from
/// the leg, and a CNAME (RFC 3550 sections 6.4 and 6.5).
final class OwnReports {
  static final long INTERVAL_MICROS = 5_000_000;

  /// No report is larger.
  static final int MOST_BYTES = 256;

  private final long name;
  private long nextMicros = Alarms.NEVER;
  private int peerReport;
  private long peerReportAtMicros;

  OwnReports(long entropy) {
    name = entropy;
  }

  /// Begins to report, somewhere within the first interval so that not all legs do at once.
  void start(long nowMicros, long entropy) {
    nextMicros = nowMicros + INTERVAL_MICROS / 2 + Math.floorMod(entropy, INTERVAL_MICROS / 2);
  }

  void stop() {
    nextMicros = Alarms.NEVER;
  }

  boolean running() {
    return nextMicros != Alarms.NEVER;
  }

  /// When the next report is due.
  long nextMicros() {
    return nextMicros;
  }

  /// The peer's sender report came; the middle of its NTP time goes back as LSR.
  void onSenderReport(long nowMicros, int middleNtp) {
    peerReport = middleNtp;
    peerReportAtMicros = nowMicros;
  }

  /// Writes the report that is due and sets the next deadline: a sender's where something went out
  /// since the report before last (RFC 3550 section 6.4).
  ///
  /// @param page what the report is written on
  /// @param remote is told of a sender report, to know it again in the peer's answer
  ByteBuffer takeDue(
      long nowMicros,
      ByteBuffer page,
      SentStream sent,
      int clockRate,
      ReceiveStatistics came,
      RemoteReports remote) {
    boolean sender = sent.sentSince(nextMicros - 2 * INTERVAL_MICROS);
    nextMicros = Math.max(nextMicros, nowMicros - INTERVAL_MICROS) + INTERVAL_MICROS;
    RtcpWriter writer = new RtcpWriter().begin(page.array(), page.arrayOffset());
    if (sender) {
      long ntp =
          NtpTime.of(
              Math.floorDiv(nowMicros, 1_000_000L),
              (int) Math.floorMod(nowMicros, 1_000_000L) * 1_000);
      int timestamp = sent.timestampAt(nowMicros, clockRate);
      writer.senderReport(sent.ssrc(), ntp, timestamp, sent.packets(), sent.octets());
      remote.sent(nowMicros, NtpTime.middle(ntp));
    } else {
      writer.receiverReport(sent.ssrc());
    }
    if (came.inStretch()) {
      writer.reportBlock(
          came.ssrc(),
          came.sequence().takeFractionLost(),
          came.sequence().cumulativeLost(),
          came.sequence().extendedHighest(),
          came.jitterUnits(),
          peerReport,
          peerReport == 0 ? 0 : (nowMicros - peerReportAtMicros) * 65_536 / 1_000_000);
    }
    writer.cname(sent.ssrc(), cname());
    return page.clear().limit(writer.length());
  }

  /// RFC 7022: a name that tells nothing and does not repeat.
  private byte[] cname() {
    return Long.toHexString(name | 1L << 63).getBytes(StandardCharsets.US_ASCII);
  }
}
