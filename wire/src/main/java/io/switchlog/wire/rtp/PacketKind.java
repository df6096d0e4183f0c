package io.switchlog.wire.rtp;

/// What arrived on a media port, told by its first two bytes (RFC 5761 section 4, RFC 7983 section
/// 7).
public enum PacketKind {
  RTP,
  RTCP,
  STUN,
  DTLS,
  UNKNOWN;

  /// Looks at no more than the first two bytes; says nothing about the rest of the packet.
  public static PacketKind of(byte[] array, int offset, int length) {
    if (length < 2) {
      return UNKNOWN;
    }
    int first = Octets.u8(array, offset);
    if (first >= 128 && first <= 191) {
      // RFC 5761 section 4: RTP payload types 64 to 95 stay unused, because with the marker bit
      // they are the RTCP packet types 192 to 223.
      int type = Octets.u8(array, offset + 1);
      return type >= 192 && type <= 223 ? RTCP : RTP;
    }
    if (first <= 3) {
      return STUN;
    }
    return first >= 20 && first <= 63 ? DTLS : UNKNOWN;
  }
}
