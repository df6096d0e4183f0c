package io.switchlog.wire.rtp;

import java.nio.ByteBuffer;

/// A view that walks the packets of one RTCP compound in place (RFC 3550 section 6.1).
///
/// ```
/// wrap(compound) -> next() -> SR -> next() -> SDES -> next() -> false
/// ```
///
/// The questions below concern the packet that `next` stopped at, and each names the types that it
/// makes sense for. The caller asks nothing after `next` said false. Single-threaded; reused.
public final class RtcpPacket {
  public static final int SENDER_REPORT = 200;
  public static final int RECEIVER_REPORT = 201;
  public static final int SOURCE_DESCRIPTION = 202;
  public static final int BYE = 203;
  public static final int APPLICATION = 204;
  public static final int TRANSPORT_FEEDBACK = 205;
  public static final int PAYLOAD_FEEDBACK = 206;

  /// SDES item type of the canonical name (section 6.5.1).
  public static final int CNAME = 1;

  static final int REPORT_BLOCK_BYTES = 24;

  private byte[] bytes = new byte[0];
  private int start;
  private int end;
  private int compoundEnd;

  /// A view of nothing yet, see [#wrap].
  public RtcpPacket() {}

  /// Points the view before the first packet of a compound and tells whether the compound is
  /// well-formed (appendix A.2): every packet is version 2, their lengths add up exactly, padding
  /// only in the last, and counts fit into lengths. A first packet other than SR or RR is let pass:
  /// reduced-size RTCP (RFC 5506) begins so.
  public boolean wrap(byte[] array, int offset, int length) {
    bytes = array;
    compoundEnd = offset + length;
    int at = offset;
    while (at < compoundEnd) {
      if (compoundEnd - at < 4 || (array[at] & 0xc0) != 0x80) {
        return false;
      }
      int packetEnd = at + 4 + 4 * Octets.u16(array, at + 2);
      boolean padded = (array[at] & 0x20) != 0;
      if (packetEnd > compoundEnd || (padded && packetEnd != compoundEnd)) {
        return false;
      }
      start = at;
      end = packetEnd;
      if ((padded && !paddingFits()) || minimumBytes() > contentEnd() - at) {
        return false;
      }
      at = packetEnd;
    }
    start = offset;
    end = offset;
    return length > 0;
  }

  /// The same for the remaining bytes of a buffer that has an array; its position does not move.
  public boolean wrap(ByteBuffer buffer) {
    return wrap(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
  }

  /// Goes to the next packet; false at the end of the compound.
  public boolean next() {
    if (end >= compoundEnd) {
      return false;
    }
    start = end;
    end = start + 4 + 4 * Octets.u16(bytes, start + 2);
    return true;
  }

  /// 0..255, see the constants.
  public int packetType() {
    return Octets.u8(bytes, start + 1);
  }

  /// Number of report blocks (SR, RR), of chunks (SDES) or sources (BYE).
  public int count() {
    return bytes[start] & 0x1f;
  }

  /// Array index of the packet's first byte.
  public int offset() {
    return start;
  }

  public int packetBytes() {
    return end - start;
  }

  /// Whoever sent the packet; for every type but SDES.
  public int senderSsrc() {
    return Octets.i32(bytes, start + 4);
  }

  /// SR: wall clock at sending, 32.32 fixed point, see [NtpTime].
  public long ntpTimestamp() {
    return Octets.u32(bytes, start + 8) << 32 | Octets.u32(bytes, start + 12);
  }

  /// SR: the same instant in units of the media's clock.
  public int rtpTimestamp() {
    return Octets.i32(bytes, start + 16);
  }

  /// SR: packets sent since the start, wraps at 2^32.
  public long packetCount() {
    return Octets.u32(bytes, start + 20);
  }

  /// SR: payload bytes sent since the start, wraps at 2^32.
  public long octetCount() {
    return Octets.u32(bytes, start + 24);
  }

  /// SR, RR: the source that block `index` reports on.
  public int reportSsrc(int index) {
    return Octets.i32(bytes, block(index));
  }

  /// SR, RR: loss since the last report, in 1/256 (0..255).
  public int fractionLost(int index) {
    return Octets.u8(bytes, block(index) + 4);
  }

  /// SR, RR: loss since the start, signed 24 bits: duplicates can make it negative.
  public int cumulativeLost(int index) {
    return Octets.i32(bytes, block(index) + 4) << 8 >> 8;
  }

  /// SR, RR: cycles and highest sequence number received.
  public long extendedHighestSequence(int index) {
    return Octets.u32(bytes, block(index) + 8);
  }

  /// SR, RR: interarrival jitter in timestamp units.
  public long jitterTimestampUnits(int index) {
    return Octets.u32(bytes, block(index) + 12);
  }

  /// SR, RR: middle 32 bits of the last SR's NTP time, 0 where none came yet.
  public int lastSenderReport(int index) {
    return Octets.i32(bytes, block(index) + 16);
  }

  /// SR, RR: units of 1/65536 s since that SR came.
  public long delaySinceLastSenderReport(int index) {
    return Octets.u32(bytes, block(index) + 20);
  }

  /// SDES: array index of the text of the first item of a type in the first chunk, or -1. The
  /// text's length is the byte before it.
  public int sdesItem(int itemType) {
    int at = start + 8;
    int stop = contentEnd();
    while (count() > 0 && at + 2 <= stop && bytes[at] != 0) {
      int next = at + 2 + Octets.u8(bytes, at + 1);
      if (next > stop) {
        return -1;
      }
      if (Octets.u8(bytes, at) == itemType) {
        return at + 2;
      }
      at = next;
    }
    return -1;
  }

  /// BYE: the source `index` that leaves. SDES has its first chunk's source at the same place.
  public int source(int index) {
    return Octets.i32(bytes, start + 4 + 4 * index);
  }

  private int block(int index) {
    return start + (packetType() == SENDER_REPORT ? 28 : 8) + REPORT_BLOCK_BYTES * index;
  }

  private int contentEnd() {
    boolean padded = (bytes[start] & 0x20) != 0;
    return padded ? end - Octets.u8(bytes, end - 1) : end;
  }

  private boolean paddingFits() {
    int padding = Octets.u8(bytes, end - 1);
    return padding > 0 && padding <= end - start - 4;
  }

  private int minimumBytes() {
    return switch (packetType()) {
      case SENDER_REPORT -> 28 + REPORT_BLOCK_BYTES * count();
      case RECEIVER_REPORT -> 8 + REPORT_BLOCK_BYTES * count();
      case SOURCE_DESCRIPTION -> 4 + 8 * count();
      case BYE -> 4 + 4 * count();
      case APPLICATION, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK -> 8;
      default -> 4;
    };
  }
}
