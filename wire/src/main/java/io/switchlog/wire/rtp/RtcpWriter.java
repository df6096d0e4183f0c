package io.switchlog.wire.rtp;

/// Writes one RTCP compound into an array of the caller's (RFC 3550 section 6).
///
/// ```
/// begin -> senderReport | receiverReport -> reportBlock* -> cname -> bye? -> length
/// ```
///
/// Report blocks belong to the report before them. The array must be large enough; an overflow is
/// the caller's bug and throws. Single-threaded; reused.
public final class RtcpWriter {
  private byte[] bytes = new byte[0];
  private int compoundStart;
  private int packetStart;
  private int position;

  /// A writer without an array yet, see [#begin].
  public RtcpWriter() {}

  public RtcpWriter begin(byte[] array, int offset) {
    bytes = array;
    compoundStart = offset;
    position = offset;
    return this;
  }

  /// Begins a report of somebody who sends (section 6.4.1).
  ///
  /// @param ntpTimestamp 32.32 fixed point, see [NtpTime]
  /// @param rtpTimestamp the same instant in units of the media's clock
  public RtcpWriter senderReport(
      int ssrc, long ntpTimestamp, int rtpTimestamp, long packetCount, long octetCount) {
    open(RtcpPacket.SENDER_REPORT, ssrc);
    put((int) (ntpTimestamp >>> 32));
    put((int) ntpTimestamp);
    put(rtpTimestamp);
    put((int) packetCount);
    put((int) octetCount);
    return close();
  }

  public RtcpWriter receiverReport(int ssrc) {
    open(RtcpPacket.RECEIVER_REPORT, ssrc);
    return close();
  }

  /// Adds what was received from one source to the report before.
  ///
  /// @param fractionLost 0..255
  /// @param cumulativeLost clamped to 24 bits with sign, as section 6.4.1 asks
  public RtcpWriter reportBlock(
      int ssrc,
      int fractionLost,
      long cumulativeLost,
      long extendedHighestSequence,
      long jitterTimestampUnits,
      int lastSenderReport,
      long delaySinceLastSenderReport) {
    int lost = Math.clamp(cumulativeLost, -0x80_0000, 0x7f_ffff);
    put(ssrc);
    put(fractionLost << 24 | (lost & 0xff_ffff));
    put((int) extendedHighestSequence);
    put((int) jitterTimestampUnits);
    put(lastSenderReport);
    put((int) delaySinceLastSenderReport);
    bytes[packetStart]++;
    return close();
  }

  /// A source description that holds the canonical name alone (section 6.5.1).
  ///
  /// @param cname UTF-8, at most 255 bytes
  public RtcpWriter cname(int ssrc, byte[] cname) {
    if (cname.length > 255) {
      throw new IllegalArgumentException("a CNAME has at most 255 bytes, got " + cname.length);
    }
    open(RtcpPacket.SOURCE_DESCRIPTION, ssrc);
    bytes[packetStart]++;
    bytes[position++] = RtcpPacket.CNAME;
    bytes[position++] = (byte) cname.length;
    System.arraycopy(cname, 0, bytes, position, cname.length);
    position += cname.length;
    // Section 6.5: the item list ends with at least one zero octet, up to the next word.
    do {
      bytes[position++] = 0;
    } while ((position - packetStart) % 4 != 0);
    return close();
  }

  public RtcpWriter bye(int ssrc) {
    open(RtcpPacket.BYE, ssrc);
    bytes[packetStart]++;
    return close();
  }

  /// Bytes written since `begin`.
  public int length() {
    return position - compoundStart;
  }

  private void open(int type, int ssrc) {
    packetStart = position;
    bytes[position] = (byte) 0x80;
    bytes[position + 1] = (byte) type;
    position += 4;
    put(ssrc);
  }

  private RtcpWriter close() {
    Octets.put16(bytes, packetStart + 2, (position - packetStart) / 4 - 1);
    return this;
  }

  private void put(int word) {
    Octets.put32(bytes, position, word);
    position += 4;
  }
}
