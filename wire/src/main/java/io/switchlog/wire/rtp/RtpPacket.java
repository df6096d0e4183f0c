package io.switchlog.wire.rtp;

import java.nio.ByteBuffer;

/// A view of one RTP packet in place (RFC 3550 section 5.1).
///
/// ```
///  0                   1                   2                   3
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             ssrc                              |
/// |              csrc, CC times; extension when X is set          |
/// ```
///
/// The caller guarantees that the bytes stay as they are between [#wrap] and the last question
/// asked, and asks nothing after `wrap` said false. Single-threaded; reused from packet to packet.
public final class RtpPacket {
  /// Length of the header without contributing sources and extension.
  public static final int FIXED_HEADER_BYTES = 12;

  private byte[] bytes = new byte[0];
  private int start;
  private int end;
  private int payloadStart;
  private int payloadEnd;

  /// A view of nothing yet, see [#wrap].
  public RtpPacket() {}

  /// Points the view at a packet and tells whether it is a well-formed one: version 2, and sources,
  /// extension and padding inside its length (the checks of RFC 3550 appendix A.1 on one packet).
  public boolean wrap(byte[] array, int offset, int length) {
    bytes = array;
    start = offset;
    end = offset + length;
    if (length < FIXED_HEADER_BYTES || (array[offset] & 0xc0) != 0x80) {
      return false;
    }
    payloadStart = offset + FIXED_HEADER_BYTES + 4 * csrcCount();
    if (hasExtension()) {
      if (payloadStart + 4 > end) {
        return false;
      }
      payloadStart += 4 + 4 * Octets.u16(array, payloadStart + 2);
    }
    payloadEnd = end;
    if (hasPadding()) {
      // Section 5.1: the last octet counts the padding, itself included, so zero is nonsense.
      int padding = Octets.u8(array, end - 1);
      if (padding == 0) {
        return false;
      }
      payloadEnd -= padding;
    }
    return payloadStart <= payloadEnd;
  }

  /// The same for the remaining bytes of a buffer that has an array; its position does not move.
  public boolean wrap(ByteBuffer buffer) {
    return wrap(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
  }

  public int version() {
    return Octets.u8(bytes, start) >> 6;
  }

  public boolean hasPadding() {
    return (bytes[start] & 0x20) != 0;
  }

  public boolean hasExtension() {
    return (bytes[start] & 0x10) != 0;
  }

  public int csrcCount() {
    return bytes[start] & 0x0f;
  }

  public int csrc(int index) {
    return Octets.i32(bytes, start + FIXED_HEADER_BYTES + 4 * index);
  }

  public boolean marker() {
    return (bytes[start + 1] & 0x80) != 0;
  }

  /// 0..127.
  public int payloadType() {
    return bytes[start + 1] & 0x7f;
  }

  /// 0..65535.
  public int sequence() {
    return Octets.u16(bytes, start + 2);
  }

  /// 32 bits that wrap; compare by subtraction.
  public int timestamp() {
    return Octets.i32(bytes, start + 4);
  }

  public int ssrc() {
    return Octets.i32(bytes, start + 8);
  }

  /// The profile-defined first 16 bits of the extension; only where [#hasExtension].
  public int extensionProfile() {
    return Octets.u16(bytes, extensionStart());
  }

  /// Array index of the extension's content; only where [#hasExtension].
  public int extensionOffset() {
    return extensionStart() + 4;
  }

  public int extensionBytes() {
    return hasExtension() ? 4 * Octets.u16(bytes, extensionStart() + 2) : 0;
  }

  /// The array that this view looks at.
  public byte[] array() {
    return bytes;
  }

  /// Array index of the payload's first byte.
  public int payloadOffset() {
    return payloadStart;
  }

  /// Length of the payload without padding.
  public int payloadBytes() {
    return payloadEnd - payloadStart;
  }

  public int packetBytes() {
    return end - start;
  }

  public void setMarker(boolean marker) {
    bytes[start + 1] = (byte) ((bytes[start + 1] & 0x7f) | (marker ? 0x80 : 0));
  }

  public void setPayloadType(int payloadType) {
    bytes[start + 1] = (byte) ((bytes[start + 1] & 0x80) | (payloadType & 0x7f));
  }

  public void setSequence(int sequence) {
    Octets.put16(bytes, start + 2, sequence);
  }

  public void setTimestamp(int timestamp) {
    Octets.put32(bytes, start + 4, timestamp);
  }

  public void setSsrc(int ssrc) {
    Octets.put32(bytes, start + 8, ssrc);
  }

  /// Writes a header without sources, extension and padding; returns the index behind it.
  public static int writeHeader(
      byte[] array,
      int offset,
      boolean marker,
      int payloadType,
      int sequence,
      int timestamp,
      int ssrc) {
    array[offset] = (byte) 0x80;
    array[offset + 1] = (byte) ((marker ? 0x80 : 0) | (payloadType & 0x7f));
    Octets.put16(array, offset + 2, sequence);
    Octets.put32(array, offset + 4, timestamp);
    Octets.put32(array, offset + 8, ssrc);
    return offset + FIXED_HEADER_BYTES;
  }

  private int extensionStart() {
    return start + FIXED_HEADER_BYTES + 4 * csrcCount();
  }
}
