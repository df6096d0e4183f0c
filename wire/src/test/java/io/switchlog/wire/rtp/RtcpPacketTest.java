package io.switchlog.wire.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtcpPacketTest {
  private final RtcpPacket view = new RtcpPacket();
  private final byte[] bytes = new byte[200];

  private static boolean valid(String digits) {
    byte[] packet = HexFormat.of().parseHex(digits.replace(" ", ""));
    return new RtcpPacket().wrap(packet, 0, packet.length);
  }

  @Test
  void aSenderReportWithNameAndByeReadsBack() {
    byte[] name = "user@example.com".getBytes(StandardCharsets.UTF_8);
    int length =
        new RtcpWriter()
            .begin(bytes, 3)
            .senderReport(11, 0xb44db705_20000000L, 160, 0xffff_fff0L, 172)
            .reportBlock(22, 64, -3, 0x2_0005L, 9, 0xb7052000, 0x54000)
            .reportBlock(33, 255, 0x100_0000L, 6, 10, 1, 2)
            .cname(11, name)
            .bye(11)
            .length();

    assertThat(view.wrap(ByteBuffer.wrap(bytes, 3, length))).isTrue();
    assertThat(view.next()).isTrue();
    assertThat(view.packetType()).isEqualTo(RtcpPacket.SENDER_REPORT);
    assertThat(view.count()).isEqualTo(2);
    assertThat(view.offset()).isEqualTo(3);
    assertThat(view.packetBytes()).isEqualTo(28 + 48);
    assertThat(view.senderSsrc()).isEqualTo(11);
    assertThat(view.ntpTimestamp()).isEqualTo(0xb44db705_20000000L);
    assertThat(view.rtpTimestamp()).isEqualTo(160);
    assertThat(view.packetCount()).isEqualTo(0xffff_fff0L);
    assertThat(view.octetCount()).isEqualTo(172);
    assertThat(view.reportSsrc(0)).isEqualTo(22);
    assertThat(view.fractionLost(0)).isEqualTo(64);
    assertThat(view.cumulativeLost(0)).isEqualTo(-3);
    assertThat(view.extendedHighestSequence(0)).isEqualTo(0x2_0005L);
    assertThat(view.jitterTimestampUnits(0)).isEqualTo(9);
    assertThat(view.lastSenderReport(0)).isEqualTo(0xb7052000);
    assertThat(view.delaySinceLastSenderReport(0)).isEqualTo(0x54000);
    assertThat(view.reportSsrc(1)).isEqualTo(33);
    assertThat(view.cumulativeLost(1)).as("clamped").isEqualTo(0x7f_ffff);

    assertThat(view.next()).isTrue();
    assertThat(view.packetType()).isEqualTo(RtcpPacket.SOURCE_DESCRIPTION);
    assertThat(view.source(0)).isEqualTo(11);
    int at = view.sdesItem(RtcpPacket.CNAME);
    assertThat(new String(bytes, at, bytes[at - 1], StandardCharsets.UTF_8))
        .isEqualTo("user@example.com");
    assertThat(view.sdesItem(2)).isEqualTo(-1);

    assertThat(view.next()).isTrue();
    assertThat(view.packetType()).isEqualTo(RtcpPacket.BYE);
    assertThat(view.source(0)).isEqualTo(11);
    assertThat(view.next()).isFalse();
  }

  @Test
  void aReceiverReportHasItsBlocksRightBehindTheSender() {
    int length =
        new RtcpWriter()
            .begin(bytes, 0)
            .receiverReport(5)
            .reportBlock(6, 1, 2, 3, 4, 5, 6)
            .cname(5, new byte[] {'x'})
            .length();

    assertThat(view.wrap(bytes, 0, length)).isTrue();
    assertThat(view.next()).isTrue();
    assertThat(view.packetType()).isEqualTo(RtcpPacket.RECEIVER_REPORT);
    assertThat(view.reportSsrc(0)).isEqualTo(6);
    assertThat(view.cumulativeLost(0)).isEqualTo(2);
    assertThat(view.next()).isTrue();
    assertThat(view.next()).isFalse();
  }

  @Test
  void compoundsThatDoNotAddUpAreRefused() {
    assertThat(valid("80c9 0001 00000001")).isTrue();
    assertThat(valid("80c9 0001 00000001 81cb 0001 00000001")).isTrue();
    assertThat(valid("80cd 0002 00000001 00000002")).as("reduced size, RFC 5506").isTrue();
    assertThat(valid("")).as("empty").isFalse();
    assertThat(valid("80c9 0002 00000001")).as("length too long").isFalse();
    assertThat(valid("80c9 0001 00000001 80")).as("bytes left over").isFalse();
    assertThat(valid("00c9 0001 00000001")).as("version 0").isFalse();
    assertThat(valid("81c9 0001 00000001")).as("report block missing").isFalse();
    assertThat(valid("80c8 0001 00000001")).as("sender information missing").isFalse();
    assertThat(valid("a0c9 0002 00000001 00000004 81cb 0001 00000001"))
        .as("padding not in the last")
        .isFalse();
    assertThat(valid("a0c9 0002 00000001 00000004")).as("padding in the last").isTrue();
    assertThat(valid("a0c9 0002 00000001 00000000")).as("padding of zero").isFalse();
    assertThat(valid("a0c9 0002 00000001 000000ff")).as("padding beyond the start").isFalse();
  }

  @Test
  void anSdesItemThatRunsOverItsPacketIsNotFound() {
    byte[] packet = HexFormat.of().parseHex("81ca00020000000101ff6162");
    assertThat(view.wrap(packet, 0, packet.length)).isTrue();
    assertThat(view.next()).isTrue();
    assertThat(view.sdesItem(RtcpPacket.CNAME)).isEqualTo(-1);
  }

  @Test
  void aNameTooLongIsABug() {
    assertThatThrownBy(() -> new RtcpWriter().begin(bytes, 0).cname(1, new byte[256]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
