package io.switchlog.fuzz;

import static io.switchlog.fuzz.Claims.holds;
import static io.switchlog.fuzz.Claims.same;

import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.stun.StunBinding;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A datagram that may be a keepalive: two bytes of a port, and the datagram. Nothing throws; no
/// SIP message is taken for STUN; an answer tells the address that it came from, and is no request,
/// so that two who answer never keep each other going.
public final class StunTarget {
  private static final byte[] IPV4 = {(byte) 192, 0, 2, 7};
  private static final byte[] IPV6 = {
    0x20, 1, 0xd, (byte) 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2
  };

  private StunTarget() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    int port = ((input[0] & 0xff) << 8) | (input[1] & 0xff);
    byte[] datagram = Arrays.copyOfRange(input, 2, input.length);
    boolean stun = StunBinding.isStun(datagram);
    holds(
        !stun || SipParser.parse(datagram) instanceof ParseResult.Malformed,
        "no datagram to be STUN and SIP");
    for (byte[] address : new byte[][] {IPV4, IPV6}) {
      byte @Nullable [] answer = StunBinding.answer(datagram, address, port);
      holds(answer == null || stun, "an answer to STUN only");
      if (answer != null) {
        look(answer, datagram, address, port);
      }
    }
  }

  private static void look(byte[] answer, byte[] datagram, byte[] address, int port) {
    ByteBuffer read = ByteBuffer.wrap(answer);
    same((int) read.getShort(), 0x0101, "the type");
    same((int) read.getShort(), answer.length - 20, "the length");
    same(Arrays.copyOfRange(answer, 4, 20), Arrays.copyOfRange(datagram, 4, 20), "the transaction");
    same((int) read.getShort(20), 0x0020, "the attribute");
    same((int) read.getShort(22), 4 + address.length, "its length");
    same((int) read.getShort(24), address.length == 4 ? 1 : 2, "its family");
    same((read.getShort(26) ^ 0x2112) & 0xffff, port, "the port");
    byte[] told = Arrays.copyOfRange(answer, 28, answer.length);
    for (int i = 0; i < told.length; i++) {
      told[i] ^= answer[4 + i];
    }
    same(told, address, "the address");
    holds(StunBinding.isStun(answer), "an answer that is STUN");
    holds(StunBinding.answer(answer, address, port) == null, "no answer to an answer");
  }
}
