package io.switchlog.media.core;

import static io.switchlog.media.core.Rig.address;
import static io.switchlog.media.core.Rig.endpoint;
import static io.switchlog.media.core.Rig.relay;
import static io.switchlog.media.core.Rig.rtp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.switchlog.media.core.Rig.Sent;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.RtcpWriter;
import io.switchlog.wire.rtp.RtpPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayStoriesTest {
  private static final RemoteAddress PHONE = new RemoteAddress("198.51.100.1", 5_000, 5_001);

  private final Rig rig = new Rig();

  @Test
  void whatOneSaysTheOtherHearsToTheBit() {
    int[] ports = rig.bridge(1);
    byte[] opus = rtp(7, 1);
    opus[1] = 111;
    rig.receive(ports[0], "198.51.100.1:5000", opus);
    rig.receive(ports[1], "198.51.100.2:5000", rtp(8, 9));
    assertThat(rig.sent)
        .containsExactly(
            new Sent(ports[1], Bytes.of(opus), address("198.51.100.2:5000")),
            new Sent(ports[0], Bytes.of(rtp(8, 9)), address("198.51.100.1:5000")));
  }

  @Test
  void aPhoneBehindANatIsAnsweredWhereItsPacketsComeFrom() {
    int[] ports = rig.bridge(1);
    rig.receive(ports[1], "203.0.113.9:31000", rtp(8, 1));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    assertThat(rig.sent.getLast().to()).isEqualTo(address("203.0.113.9:31000"));
  }

  /// The callee is answered and speaks before the plan says where the caller listens.
  @Test
  void theFirstWordIsHeardThoughItWasFasterThanThePlan() {
    int[] ports =
        rig.ports(
            1, relay(1, "198.51.100.1", 2), endpoint(2, null, new Source.Relay(new LegId(1))));
    for (int i = 1; i <= EarlyPackets.MOST + 1; i++) {
      rig.receive(ports[0], "198.51.100.1:5000", rtp(7, i));
    }
    assertThat(rig.sent).isEmpty();
    rig.bridge(2);
    assertThat(rig.sent).hasSize(EarlyPackets.MOST).allMatch(sent -> sent.fromPort() == ports[1]);
    assertThat(rig.sent.getFirst())
        .isEqualTo(new Sent(ports[1], Bytes.of(rtp(7, 2)), address("198.51.100.2:5000")));
    rig.sent.clear();
    rig.bridge(3);
    assertThat(rig.sent).as("once").isEmpty();
  }

  @Test
  void whatIsOldIsNotHeardAsAHeap() {
    int[] ports =
        rig.ports(
            1, relay(1, "198.51.100.1", 2), endpoint(2, null, new Source.Relay(new LegId(1))));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    rig.pass(EarlyPackets.KEPT_MICROS + 1);
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 2));
    rig.bridge(2);
    assertThat(rig.sent).extracting(Sent::bytes).containsExactly(Bytes.of(rtp(7, 2)));
  }

  @Test
  void aThiefNeitherIsHeardNorHears() {
    int[] ports = rig.bridge(1);
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    rig.pass(1_000_000);
    rig.sent.clear();
    rig.receive(ports[0], "203.0.113.66:666", rtp(66, 1));
    rig.receive(ports[1], "198.51.100.2:5000", rtp(8, 1));
    assertThat(rig.sent).extracting(Sent::to).containsExactly(address("198.51.100.1:5000"));
    rig.apply(2);
    assertThat(rig.qualities.getFirst().packetsDropped()).isEqualTo(1);
  }

  @Test
  void aHeldLegIsNeitherHeardNorSentTo() {
    Source hearsTwo = new Source.Relay(new LegId(2));
    int[] ports =
        rig.ports(1, endpoint(1, PHONE, hearsTwo, false, false, 0), relay(2, "198.51.100.2", 1));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    rig.receive(ports[1], "198.51.100.2:5000", rtp(8, 1));
    assertThat(rig.sent).isEmpty();
    rig.ports(2, endpoint(1, PHONE, hearsTwo, false, true, 0), relay(2, "198.51.100.2", 1));
    rig.receive(ports[1], "198.51.100.2:5000", rtp(8, 2));
    assertThat(rig.sent).hasSize(1);
  }

  @Test
  void nothingIsSentWhereNoAddressIsKnown() {
    int[] ports =
        rig.ports(
            1, relay(1, "198.51.100.1", 2), endpoint(2, null, new Source.Relay(new LegId(1))));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    assertThat(rig.sent).isEmpty();
    rig.receive(ports[1], "198.51.100.2:5000", rtp(8, 1));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 2));
    assertThat(rig.sent)
        .extracting(Sent::to)
        .containsExactly(address("198.51.100.1:5000"), address("198.51.100.2:5000"));
  }

  @Test
  void rtcpCrossesOnItsOwnPortToWhereItComesFrom() {
    int[] ports = rig.bridge(1);
    rig.receive(ports[0] + 1, "198.51.100.1:5001", receiverReport());
    assertThat(rig.sent)
        .containsExactly(
            new Sent(ports[1] + 1, Bytes.of(receiverReport()), address("198.51.100.2:5001")));
    rig.receive(ports[1] + 1, "198.51.100.2:6007", receiverReport());
    rig.receive(ports[0] + 1, "198.51.100.1:5001", receiverReport());
    assertThat(rig.sent.getLast().to()).isEqualTo(address("198.51.100.2:6007"));
    rig.receive(ports[0] + 1, "203.0.113.66:666", receiverReport());
    assertThat(rig.sent).hasSize(3);
  }

  @Test
  void rtcpIsMultiplexedWhereThePlanSaysSo() {
    RemoteAddress muxed = new RemoteAddress("198.51.100.2", 5_000, 5_000);
    int[] ports =
        rig.ports(
            1, relay(1, "198.51.100.1", 2), endpoint(2, muxed, new Source.Relay(new LegId(1))));
    rig.receive(ports[0] + 1, "198.51.100.1:5001", receiverReport());
    rig.receive(ports[1], "198.51.100.2:5000", receiverReport());
    assertThat(rig.sent)
        .containsExactly(
            new Sent(ports[1], Bytes.of(receiverReport()), address("198.51.100.2:5000")),
            new Sent(ports[0] + 1, Bytes.of(receiverReport()), address("198.51.100.1:5001")));
  }

  @Test
  void anEchoHasASourceOfItsOwnAndTheSameSound() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Echo()));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 2));
    assertThat(rig.sent).hasSize(2);
    byte[] first = rig.sent.getFirst().bytes().array();
    byte[] second = rig.sent.getLast().bytes().array();
    assertThat(tail(first, 12)).isEqualTo(tail(rtp(7, 1), 12));
    assertThat(Arrays.copyOf(second, 8)).isEqualTo(Arrays.copyOf(rtp(7, 2), 8));
    RtpPacket view = new RtpPacket();
    assertThat(view.wrap(ByteBuffer.wrap(first))).isTrue();
    int ssrc = view.ssrc();
    assertThat(ssrc).isNotEqualTo(7);
    assertThat(view.wrap(ByteBuffer.wrap(second))).isTrue();
    assertThat(view.ssrc()).isEqualTo(ssrc);
  }

  @Test
  void garbageIsDroppedAndCounted() {
    int[] ports = rig.bridge(1);
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    byte[] wrongVersion = rtp(7, 2);
    wrongVersion[0] = 0x40;
    rig.receive(ports[0], "198.51.100.1:5000", wrongVersion);
    rig.receive(ports[0], "198.51.100.1:5000", Arrays.copyOf(rtp(7, 3), 11));
    rig.receive(ports[0], "198.51.100.1:5000", new byte[0]);
    rig.receive(ports[0] + 1, "198.51.100.1:5001", new byte[3]);
    assertThat(rig.sent).hasSize(1);
    rig.apply(2);
    QualityMeasured closing = rig.qualities.getFirst();
    assertThat(closing.packetsDropped()).isEqualTo(4);
    assertThat(closing.packetsReceived()).isEqualTo(1);
  }

  @Test
  void noBytesWhatsoeverMakeItThrow() {
    int[] ports = rig.ports(1, relay(1, "198.51.100.1", 2), endpoint(2, PHONE, new Source.Echo()));
    Random random = new Random(3);
    byte[] host = {(byte) 198, 51, 100, 1};
    assertThatCode(
            () -> {
              for (int i = 0; i < 200_000; i++) {
                byte[] packet = new byte[random.nextInt(200)];
                random.nextBytes(packet);
                if (packet.length > 1 && random.nextInt(4) != 0) {
                  packet[0] = (byte) (0x80 | (packet[0] & 0x3F));
                  if (random.nextBoolean()) {
                    packet[1] = (byte) (200 + random.nextInt(8));
                    packet[0] &= (byte) 0xDF;
                    if (packet.length > 3) {
                      packet[2] = 0;
                      packet[3] = (byte) (packet.length / 4 - 1);
                    }
                  }
                }
                host[3] = (byte) random.nextInt(3);
                InetSocketAddress source =
                    new InetSocketAddress(
                        InetAddress.getByAddress(host), 1 + random.nextInt(65_535));
                int port = ports[random.nextInt(2)] + random.nextInt(2);
                rig.core.onPacket(rig.nowMicros, port, source, ByteBuffer.wrap(packet));
                rig.pass(random.nextInt(20_000));
                rig.sent.clear();
              }
            })
        .doesNotThrowAnyException();
    rig.apply(2);
    assertThat(rig.qualities).isNotEmpty();
  }

  static byte[] receiverReport() {
    byte[] bytes = new byte[64];
    RtcpWriter writer = new RtcpWriter().begin(bytes, 0).receiverReport(7);
    return Arrays.copyOf(bytes, writer.length());
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }
}
