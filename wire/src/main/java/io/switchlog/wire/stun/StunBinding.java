package io.switchlog.wire.stun;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The keepalive of a phone behind a NAT over UDP: it asks where it is seen, and is told (RFC 5626
/// section 4.4.2).
///
/// ```
/// 0                   2                   4
/// | type              | length of the rest | magic cookie | transaction id, 12 bytes | attributes |
/// ```
public final class StunBinding {
  private static final int HEADER = 20;
  private static final int COOKIE = 0x2112A442;
  private static final short REQUEST = 0x0001;
  private static final short SUCCESS = 0x0101;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  private StunBinding() {}

  /// Whether a datagram is a STUN message (RFC 5389 section 6): no SIP message begins so.
  public static boolean isStun(byte[] datagram) {
    return datagram.length >= HEADER
        && (datagram[0] & 0xc0) == 0
        && ByteBuffer.wrap(datagram).getInt(4) == COOKIE;
  }

  /// The answer to a binding request (RFC 5389 section 7.3.1), whose attributes are not looked at:
  /// a keepalive has none that have to be understood. Null where it is none.
  ///
  /// @param address where it came from, 4 bytes or 16
  public static byte @Nullable [] answer(byte[] request, byte[] address, int port) {
    ByteBuffer in = ByteBuffer.wrap(request);
    if (!isStun(request)
        || in.getShort(0) != REQUEST
        || HEADER + (in.getShort(2) & 0xffff) != request.length) {
      return null;
    }
    int length = 4 + address.length;
    ByteBuffer out = ByteBuffer.allocate(HEADER + 4 + length);
    out.putShort(SUCCESS).putShort((short) (4 + length)).put(request, 4, 16);
    out.putShort(XOR_MAPPED_ADDRESS).putShort((short) length);
    out.putShort((short) (address.length == 4 ? IPV4 : IPV6));
    out.putShort((short) (port ^ (COOKIE >>> 16)));
    // Section 15.2: the cookie, and behind it the transaction id, so that no NAT rewrites it.
    for (int i = 0; i < address.length; i++) {
      out.put((byte) (address[i] ^ request[4 + i]));
    }
    return out.array();
  }
}
