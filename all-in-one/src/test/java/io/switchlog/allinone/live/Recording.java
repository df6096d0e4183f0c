package io.switchlog.allinone.live;

import io.switchlog.wire.rtp.RtpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The G.711 A-law stream that comes with SIPp, as a capture file of Ethernet frames.
///
/// @param packets of RTP
/// @param codes the payloads, one behind the other
@SuppressWarnings("ArrayRecordComponent")
record Recording(int packets, byte[] codes) {
  static final Path FILE = Path.of("/usr/share/sip-tester/g711a.pcap");

  private static final int FILE_HEADER_BYTES = 24;
  private static final int ETHERNET_IP_UDP_BYTES = 14 + 20 + 8;

  static Recording load() {
    Assumptions.assumeTrue(
        Files.isReadable(FILE), () -> "not run: Debian's sip-tester brings " + FILE);
    ByteArrayOutputStream codes = new ByteArrayOutputStream();
    RtpPacket packet = new RtpPacket();
    int packets = 0;
    try {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(FILE)).order(ByteOrder.LITTLE_ENDIAN);
      file.position(FILE_HEADER_BYTES);
      while (file.hasRemaining()) {
        int captured = file.getInt(file.position() + 8);
        ByteBuffer rtp =
            file.slice(
                file.position() + 16 + ETHERNET_IP_UDP_BYTES, captured - ETHERNET_IP_UDP_BYTES);
        if (!packet.wrap(rtp)) {
          throw new IllegalStateException("no RTP at byte " + file.position() + " of " + FILE);
        }
        codes.write(packet.array(), packet.payloadOffset(), packet.payloadBytes());
        packets++;
        file.position(file.position() + 16 + captured);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Recording(packets, codes.toByteArray());
  }
}
