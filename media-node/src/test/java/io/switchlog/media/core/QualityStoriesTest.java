package io.switchlog.media.core;

import static io.switchlog.media.core.Rig.endpoint;
import static io.switchlog.media.core.Rig.relay;
import static io.switchlog.media.core.Rig.rtp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchlog.media.core.EModel.Codec;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.NtpTime;
import io.switchlog.wire.rtp.RtcpPacket;
import io.switchlog.wire.rtp.RtcpWriter;
import io.switchlog.wire.rtp.RtpPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityStoriesTest {
  private static final RemoteAddress PHONE = new RemoteAddress("198.51.100.1", 5_000, 5_001);

  private final Rig rig = new Rig();

  @Test
  void everyTenSecondsEachLegThatDidSomethingIsReported() {
    int[] ports = rig.bridge(1);
    talk(ports[0], 0, 499, 0);
    rig.pass(20_000);
    assertThat(rig.qualities).hasSize(2);
    QualityMeasured caller = rig.qualities.getFirst();
    assertThat(caller.leg()).isEqualTo(new LegId(1));
    assertThat(caller.last()).isFalse();
    assertThat(caller.packetsReceived()).isEqualTo(499);
    assertThat(caller.packetsExpected()).isEqualTo(499);
    assertThat(caller.packetsLost()).isZero();
    assertThat(caller.payloadBytesReceived()).isEqualTo(499 * 160);
    assertThat(caller.codec()).isEqualTo("PCMU");
    assertThat(caller.jitterMillis()).isEqualTo(0);
    assertThat(caller.to()).isEqualTo(caller.from().plusSeconds(10));
    assertThat(caller.roundTripMillis()).isNull();
    assertThat(caller.remoteLossPercent()).isNull();
    assertThat(caller.mos())
        .isCloseTo(EModel.mos(EModel.rating(Codec.G711, 0, 1, 40)), within(1e-9));
    QualityMeasured callee = rig.qualities.getLast();
    assertThat(callee.packetsReceived()).isZero();
    assertThat(callee.packetsSent()).isEqualTo(499);
    assertThat(callee.mos()).isNull();
    assertThat(callee.codec()).isNull();
    rig.pass(10_000_000);
    assertThat(rig.qualities).hasSize(2);
  }

  @Test
  void theClosingReportIsOverTheWholeLife() {
    int[] ports = rig.bridge(1);
    talk(ports[0], 0, 1_000, 10);
    rig.qualities.clear();
    rig.apply(2);
    QualityMeasured closing = rig.qualities.getFirst();
    assertThat(closing.last()).isTrue();
    assertThat(closing.packetsReceived()).isEqualTo(900);
    assertThat(closing.packetsLost()).isEqualTo(100);
    assertThat(closing.mos())
        .isCloseTo(EModel.mos(EModel.rating(Codec.G711, 10, 1, 40)), within(0.01));
  }

  @Test
  void aLegThatNothingCameFromOrWentToIsNotReported() {
    rig.bridge(1);
    rig.pass(30_000_000);
    rig.apply(2);
    assertThat(rig.qualities).isEmpty();
  }

  @Test
  void jitterIsWhatTheArrivalsSay() {
    int[] ports = rig.bridge(1);
    for (int i = 0; i < 400; i++) {
      rig.receive(ports[0], "198.51.100.1:5000", rtp(7, i));
      rig.pass(i % 2 == 0 ? 30_000 : 10_000);
    }
    rig.apply(2);
    // Every difference is 10 ms, so that is what the filter of A.8 settles at.
    assertThat(rig.qualities.getFirst().jitterMillis()).isCloseTo(10, within(0.1));
  }

  @Test
  void aNewSourceOrAHoldIsNotLoss() {
    int[] ports = rig.bridge(1);
    talk(ports[0], 0, 100, 0);
    rig.ports(
        2,
        endpoint(1, PHONE, new Source.Relay(new LegId(2)), false, true, 0),
        relay(2, "198.51.100.2", 1));
    talk(ports[0], 100, 300, 0);
    rig.bridge(3);
    talk(ports[0], 300, 400, 0);
    rig.receive(ports[0], "198.51.100.1:5000", rtp(99, 40_000));
    rig.apply(4);
    QualityMeasured closing =
        rig.qualities.stream().filter(q -> q.last()).findFirst().orElseThrow();
    assertThat(closing.packetsReceived()).isEqualTo(201);
    assertThat(closing.packetsExpected()).isEqualTo(201);
    assertThat(closing.packetsDropped()).isEqualTo(200);
  }

  @Test
  void roundTripComesFromSenderReportsThatWereRelayed() {
    int[] ports = rig.bridge(1);
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 1));
    // The caller's clock is years off; it must not matter.
    long callersNtp = NtpTime.of(1_000_000_000, 0);
    byte[] bytes = new byte[128];
    int length = new RtcpWriter().begin(bytes, 0).senderReport(7, callersNtp, 160, 1, 160).length();
    rig.receive(ports[0] + 1, "198.51.100.1:5001", Arrays.copyOf(bytes, length));
    rig.pass(350_000);
    length =
        new RtcpWriter()
            .begin(bytes, 0)
            .receiverReport(8)
            .reportBlock(7, 64, 1, 1, 80, NtpTime.middle(callersNtp), 65_536 / 4)
            .length();
    rig.receive(ports[1] + 1, "198.51.100.2:5001", Arrays.copyOf(bytes, length));
    rig.pass(10_000_000);
    rig.receive(ports[0], "198.51.100.1:5000", rtp(7, 2));
    rig.pass(10_000_000);
    // What was not reported anew in an interval is not known of it.
    assertThat(rig.qualities.getLast().leg()).isEqualTo(new LegId(2));
    assertThat(rig.qualities.getLast().remoteLossPercent()).isNull();
    assertThat(rig.qualities.getLast().roundTripMillis()).isNull();
    rig.qualities.clear();
    rig.apply(2);
    QualityMeasured callee = rig.qualities.getLast();
    assertThat(callee.leg()).isEqualTo(new LegId(2));
    assertThat(callee.roundTripMillis()).isCloseTo(100, within(0.1));
    assertThat(callee.remoteLossPercent()).isEqualTo(25);
    assertThat(callee.remoteJitterMillis()).isEqualTo(10);
    assertThat(rig.qualities.getFirst().roundTripMillis()).isNull();
  }

  @Test
  void anEchoReportsLikeAnyPartyOfASession() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Echo()));
    talk(ports[0], 0, 500, 2);
    List<Rig.Sent> reports =
        rig.sent.stream().filter(sent -> sent.fromPort() == ports[0] + 1).toList();
    assertThat(reports).hasSizeBetween(1, 2);
    assertThat(reports.getFirst().to()).isEqualTo(Rig.address("198.51.100.1:5001"));
    RtcpPacket rtcp = new RtcpPacket();
    assertThat(rtcp.wrap(ByteBuffer.wrap(reports.getLast().bytes().array()))).isTrue();
    assertThat(rtcp.next()).isTrue();
    assertThat(rtcp.packetType()).isEqualTo(RtcpPacket.SENDER_REPORT);
    RtpPacket echoed = new RtpPacket();
    assertThat(echoed.wrap(ByteBuffer.wrap(rig.sent.getFirst().bytes().array()))).isTrue();
    assertThat(rtcp.senderSsrc()).isEqualTo(echoed.ssrc());
    assertThat(rtcp.reportSsrc(0)).isEqualTo(7);
    assertThat(rtcp.fractionLost(0)).isBetween(126, 130);
    assertThat(rtcp.next()).isTrue();
    assertThat(rtcp.packetType()).isEqualTo(RtcpPacket.SOURCE_DESCRIPTION);
    assertThat(rtcp.sdesItem(RtcpPacket.CNAME)).isPositive();
  }

  /// What tells a call whose sound goes one way only, which is not ended for it.
  @Test
  void aReportSaysHowLongALegThatMaySpeakWasSilent() {
    int[] ports = rig.bridge(1);
    talk(ports[0], 0, 500, 0);
    rig.pass(1_000);
    assertThat(rig.qualities)
        .extracting(QualityMeasured::silentMillis)
        .containsExactly(20L, 10_000L);
    rig.apply(2, relay(1, "198.51.100.1", 2), hearing(2, 1));
    talk(ports[0], 500, 1_000, 0);
    rig.pass(1_000);
    assertThat(rig.qualities.getLast().leg()).isEqualTo(new LegId(2));
    assertThat(rig.qualities.getLast().silentMillis()).as("held").isNull();
  }

  private static Endpoint hearing(int leg, int from) {
    RemoteAddress remote = new RemoteAddress("198.51.100.2", 5_000, 5_001);
    return endpoint(leg, remote, new Source.Relay(new LegId(from)), false, true, 0);
  }

  /// Packets every 20 ms from the caller's phone; every so manieth is lost, none for 0.
  private void talk(int port, int from, int to, int lostEvery) {
    for (int i = from; i < to; i++) {
      if (lostEvery == 0 || i % lostEvery != lostEvery / 2) {
        rig.receive(port, "198.51.100.1:5000", rtp(7, i));
      }
      rig.pass(20_000);
    }
  }
}
