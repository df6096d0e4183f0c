package io.switchlog.wire.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
  private final RtpPacket packet = new RtpPacket();

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  @Test
  void everyFieldIsReadWhereItStands() {
    byte[] bytes =
        hex(
            "ffff b2e5 fffe 01020304 a1b2c3d4 00000001 00000002 bede0001 11223344 aabbcc 0003"
                + "eeee");

    assertThat(packet.wrap(bytes, 2, bytes.length - 4)).isTrue();
    assertThat(packet.version()).isEqualTo(2);
    assertThat(packet.hasPadding()).isTrue();
    assertThat(packet.hasExtension()).isTrue();
    assertThat(packet.csrcCount()).isEqualTo(2);
    assertThat(packet.csrc(1)).isEqualTo(2);
    assertThat(packet.marker()).isTrue();
    assertThat(packet.payloadType()).isEqualTo(101);
    assertThat(packet.sequence()).isEqualTo(65534);
    assertThat(packet.timestamp()).isEqualTo(0x01020304);
    assertThat(packet.ssrc()).isEqualTo(0xa1b2c3d4);
    assertThat(packet.extensionProfile()).isEqualTo(0xbede);
    assertThat(packet.extensionOffset()).isEqualTo(26);
    assertThat(packet.extensionBytes()).isEqualTo(4);
    assertThat(packet.payloadOffset()).isEqualTo(30);
    assertThat(packet.payloadBytes()).isEqualTo(2);
  }

  @Test
  void aWrittenHeaderReadsBackAndCanBeChangedInPlace() {
    byte[] bytes = new byte[20];
    assertThat(RtpPacket.writeHeader(bytes, 4, true, 8, 70000, -2, 0xcafe)).isEqualTo(16);

    assertThat(packet.wrap(ByteBuffer.wrap(bytes, 4, 16))).isTrue();
    assertThat(packet.sequence()).isEqualTo(70000 - 65536);
    assertThat(packet.timestamp()).isEqualTo(-2);
    packet.setMarker(false);
    packet.setPayloadType(0);
    packet.setSequence(1);
    packet.setTimestamp(160);
    packet.setSsrc(7);
    assertThat(packet.marker()).isFalse();
    assertThat(packet.payloadType()).isZero();
    assertThat(packet.sequence()).isEqualTo(1);
    assertThat(packet.timestamp()).isEqualTo(160);
    assertThat(packet.ssrc()).isEqualTo(7);
    assertThat(packet.payloadBytes()).isEqualTo(4);
    assertThat(packet.packetBytes()).isEqualTo(16);
    assertThat(packet.array()).isSameAs(bytes);
  }

  @Test
  void brokenPacketsAreRefused() {
    String rest = "00 0001 00000002 00000003";
    assertThat(packet.wrap(hex("80" + rest), 0, 12)).isTrue();
    assertThat(packet.wrap(hex("80" + rest), 0, 11)).as("short").isFalse();
    assertThat(packet.wrap(hex("40" + rest), 0, 12)).as("version 1").isFalse();
    assertThat(packet.wrap(hex("81" + rest), 0, 12)).as("source missing").isFalse();
    assertThat(packet.wrap(hex("90" + rest), 0, 12)).as("extension missing").isFalse();
    assertThat(packet.wrap(hex("90" + rest + "00000001"), 0, 16)).as("cut off").isFalse();
    assertThat(packet.wrap(hex("a0" + rest + "0000"), 0, 14)).as("no padding").isFalse();
    assertThat(packet.wrap(hex("a0" + rest + "0003"), 0, 14)).as("all padding").isFalse();
    assertThat(packet.wrap(hex("a0" + rest + "0002"), 0, 14)).isTrue();
    assertThat(packet.payloadBytes()).isZero();
  }

  @Test
  void randomBytesNeverThrow() {
    RtcpPacket rtcp = new RtcpPacket();
    Random random = new Random(1);
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 3) {
        bytes[0] = (byte) (0x80 | (bytes[0] & 0x3f));
        bytes[1] = (byte) (i % 2 == 0 ? bytes[1] : 200 + random.nextInt(7));
        bytes[2] = 0;
        bytes[3] = (byte) (i % 3 == 0 ? bytes.length / 4 - 1 : random.nextInt(16));
      }
      if (packet.wrap(bytes, 0, bytes.length)) {
        assertThat(packet.payloadOffset() + packet.payloadBytes())
            .isLessThanOrEqualTo(bytes.length);
      }
      if (rtcp.wrap(bytes, 0, bytes.length)) {
        while (rtcp.next()) {
          valid++;
          rtcp.sdesItem(RtcpPacket.CNAME);
          boolean reports =
              rtcp.packetType() == RtcpPacket.SENDER_REPORT
                  || rtcp.packetType() == RtcpPacket.RECEIVER_REPORT;
          for (int block = 0; reports && block < rtcp.count(); block++) {
            rtcp.delaySinceLastSenderReport(block);
          }
        }
      }
    }
    assertThat(valid).isGreaterThan(1000);
  }

  @Test
  void rtpAndRtcpOnOnePortAreToldApart() {
    assertThat(PacketKind.of(hex("8000"), 0, 2)).isEqualTo(PacketKind.RTP);
    assertThat(PacketKind.of(hex("80e0"), 0, 2)).as("marker, type 96").isEqualTo(PacketKind.RTP);
    assertThat(PacketKind.of(hex("805f"), 0, 2)).as("type 95, no marker").isEqualTo(PacketKind.RTP);
    assertThat(PacketKind.of(hex("80c8"), 0, 2)).isEqualTo(PacketKind.RTCP);
    assertThat(PacketKind.of(hex("bfdf"), 0, 2)).isEqualTo(PacketKind.RTCP);
    assertThat(PacketKind.of(hex("80bf"), 0, 2)).as("marker, type 63").isEqualTo(PacketKind.RTP);
    assertThat(PacketKind.of(hex("0001"), 0, 2)).isEqualTo(PacketKind.STUN);
    assertThat(PacketKind.of(hex("16fe"), 0, 2)).isEqualTo(PacketKind.DTLS);
    assertThat(PacketKind.of(hex("4000"), 0, 2)).isEqualTo(PacketKind.UNKNOWN);
    assertThat(PacketKind.of(hex("80"), 0, 1)).isEqualTo(PacketKind.UNKNOWN);
  }
}
