package io.switchlog.media.core;

/// What was last sent to a leg: the stream that the peer's report blocks are about, and the counts
/// of our own sender reports.
final class SentStream {
  private boolean sentAny;
  private int ssrc;
  private long packets;
  private long octets;
  private int lastTimestamp;
  private long lastAtMicros;

  void onPacket(long nowMicros, int source, int timestamp, int payloadBytes) {
    if (!sentAny || source != ssrc) {
      sentAny = true;
      ssrc = source;
      packets = 0;
      octets = 0;
    }
    packets++;
    octets += payloadBytes;
    lastTimestamp = timestamp;
    lastAtMicros = nowMicros;
  }

  boolean sentAny() {
    return sentAny;
  }

  int ssrc() {
    return ssrc;
  }

  int packets() {
    return (int) packets;
  }

  int octets() {
    return (int) octets;
  }

  /// Whether something went out after a moment.
  boolean sentSince(long micros) {
    return sentAny && lastAtMicros >= micros;
  }

  /// The time stamp that a packet of this moment would have.
  int timestampAt(long nowMicros, int clockRate) {
    return lastTimestamp + (int) ((nowMicros - lastAtMicros) * clockRate / 1_000_000);
  }
}
