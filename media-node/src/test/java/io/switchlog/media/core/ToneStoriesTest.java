package io.switchlog.media.core;

import static io.switchlog.media.core.Rig.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchlog.media.core.Rig.Sent;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.wire.rtp.RtpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToneStoriesTest {
  private static final RemoteAddress PHONE = new RemoteAddress("198.51.100.1", 5_000, 5_001);

  private final Rig rig = new Rig();

  @Test
  void aToneIsOnePacketEveryPtimeWithoutABreak() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(60_000_000);
    List<RtpPacket> packets = rtpFrom(ports[0]);
    assertThat(packets).hasSize(3_000);
    assertThat(packets.getFirst().marker()).isTrue();
    for (int i = 1; i < packets.size(); i++) {
      RtpPacket before = packets.get(i - 1);
      RtpPacket packet = packets.get(i);
      assertThat(packet.sequence()).isEqualTo(before.sequence() + 1 & 0xFFFF);
      assertThat(packet.timestamp() - before.timestamp()).isEqualTo(160);
      assertThat(packet.ssrc()).isEqualTo(before.ssrc());
      assertThat(packet.marker()).isFalse();
      assertThat(packet.payloadBytes()).isEqualTo(160);
      assertThat(packet.payloadType()).isZero();
    }
  }

  @Test
  void itSoundsAtItsFrequencyAndRestsInBetween() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(3_000_000);
    double[] sound = decode(rtpFrom(ports[0]), false);
    hasTheCadence(sound);
  }

  @Test
  void itSpeaksALawToThoseWhoAskForIt() {
    int[] ports =
        rig.ports(
            1,
            new Endpoint(
                new LegId(1),
                AddressFamily.IP4,
                PHONE,
                List.of(Rig.DIGITS, Rig.PCMA, Rig.PCMU),
                true,
                true,
                new Source.Tone(),
                30,
                0));
    rig.pass(3_000_000);
    List<RtpPacket> packets = rtpFrom(ports[0]);
    assertThat(packets).hasSize(100);
    assertThat(packets.getFirst().payloadType()).isEqualTo(8);
    hasTheCadence(decode(packets, true));
  }

  /// A second of tone, four of nothing, both twice.
  @Test
  void ringbackSoundsForASecondOfFive() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Ringback()));
    rig.pass(10_000_000);
    hasTheCadence(decode(rtpFrom(ports[0]), false), 40_000);
  }

  @Test
  void anotherToneBeginsAtItsBeginning() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(1_200_000);
    int before = rtpFrom(ports[0]).size();
    rig.apply(2, endpoint(1, PHONE, new Source.Ringback()));
    rig.pass(10_000_000);
    List<RtpPacket> packets = rtpFrom(ports[0]);
    hasTheCadence(decode(packets.subList(before, before + 500), false), 40_000);
    assertThat(packets.get(before).sequence())
        .isEqualTo(packets.get(before - 1).sequence() + 1 & 0xFFFF);
  }

  /// 7, ten for 0, and 1: the slot's number can be counted; then there is music.
  @Test
  void aParkedPartyHearsTheDigitsOfItsSlotAndThenMusic() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Parked("701")));
    rig.pass(10_200_000);
    double[] sound = decode(rtpFrom(ports[0]), false);
    int unit = 1_200;
    List<Integer> beeps = new ArrayList<>();
    int at = 0;
    for (int digit = 0; digit < 3; digit++) {
      int count = 0;
      while (isLoud(sound, at, unit)) {
        assertThat(isLoud(sound, at + unit, unit)).isFalse();
        count++;
        at += 2 * unit;
      }
      beeps.add(count);
      for (int i = 0; i < 4; i++, at += unit) {
        assertThat(isLoud(sound, at, unit)).isFalse();
      }
    }
    assertThat(beeps).containsExactly(7, 10, 1);
    hasTheCadence(Arrays.copyOfRange(sound, at, at + 24_000));
  }

  /// A new plan of the same does not begin it again.
  @Test
  void theNumberIsToldOnce() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Parked("1")));
    rig.pass(3_000_000);
    rig.apply(2, endpoint(1, PHONE, new Source.Parked("1")));
    rig.pass(3_000_000);
    double[] sound = decode(rtpFrom(ports[0]), false);

    hasTheCadence(Arrays.copyOfRange(sound, 6 * 1_200, 6 * 1_200 + 24_000));
  }

  private static boolean isLoud(double[] sound, int from, int samples) {
    double all = 0;
    for (int i = from; i < from + samples; i++) {
      all += sound[i] * sound[i] / samples;
    }
    return all > 0.001;
  }

  private static void hasTheCadence(double[] sound) {
    hasTheCadence(sound, 12_000);
  }

  /// A second of tone and the rest of its cadence, both twice.
  private static void hasTheCadence(double[] sound, int cadence) {
    assertThat(sound).hasSize(2 * cadence);
    for (int start : new int[] {0, cadence}) {
      double all = 0;
      for (int i = start; i < start + 8_000; i++) {
        all += sound[i] * sound[i] / 8_000;
      }
      double atFrequency = goertzel(sound, start, 8_000, Tone.FREQUENCY_HERTZ);
      assertThat(atFrequency / all).isCloseTo(1, within(0.02));
      assertThat(goertzel(sound, start, 8_000, 500) / all).isLessThan(0.001);
      // -13 dB of full scale, of which a sine has -3.
      assertThat(10 * Math.log10(all)).isCloseTo(-16, within(0.2));
      for (int i = start + 8_000; i < start + cadence; i++) {
        assertThat(Math.abs(sound[i])).isLessThan(0.001);
      }
    }
  }

  /// The mean power at a frequency.
  private static double goertzel(double[] sound, int from, int samples, double hertz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hertz / 8_000);
    double one = 0;
    double two = 0;
    for (int i = from; i < from + samples; i++) {
      double next = sound[i] + coefficient * one - two;
      two = one;
      one = next;
    }
    double energy = one * one + two * two - coefficient * one * two;
    return 2 * energy / ((double) samples * samples);
  }

  @Test
  void aLateTickCatchesUpALittleAndSkipsTheRestInTimeStampToo() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(20_000);
    rig.nowMicros += 1_000_000;
    rig.core.onTick(rig.nowMicros);
    rig.pass(20_000);
    List<RtpPacket> packets = rtpFrom(ports[0]);
    assertThat(packets).hasSize(1 + 6 + 1);
    RtpPacket first = packets.getFirst();
    RtpPacket last = packets.getLast();
    assertThat(last.timestamp() - first.timestamp()).isEqualTo(51 * 160);
    assertThat(last.sequence() - first.sequence() & 0xFFFF).isEqualTo(7);
  }

  @Test
  void afterARestItGoesOnWithTheTimeThatPassedAndAMark() {
    int[] ports = rig.ports(1, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(1_000_000);
    rig.apply(2, endpoint(1, PHONE, new Source.Silence()));
    rig.pass(1_000_000);
    assertThat(rtpFrom(ports[0])).hasSize(50);
    rig.apply(3, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(1_000_000);
    List<RtpPacket> packets = rtpFrom(ports[0]);
    assertThat(packets).hasSize(100);
    assertThat(packets.get(50).marker()).isTrue();
    assertThat(packets.get(50).timestamp() - packets.get(49).timestamp()).isEqualTo(51 * 160);
    assertThat(packets.get(50).sequence()).isEqualTo(packets.get(49).sequence() + 1 & 0xFFFF);
    assertThat(packets.get(50).ssrc()).isEqualTo(packets.get(49).ssrc());
  }

  @Test
  void itWaitsUntilTheFormatAndTheAddressAreKnown() {
    Endpoint unknown =
        new Endpoint(
            new LegId(1),
            AddressFamily.IP4,
            null,
            List.<Payload>of(),
            true,
            true,
            new Source.Tone(),
            20,
            0);
    rig.apply(1, unknown);
    rig.pass(1_000_000);
    rig.apply(2, endpoint(1, null, new Source.Tone()));
    rig.pass(1_000_000);
    assertThat(rig.sent).isEmpty();
    rig.apply(3, endpoint(1, PHONE, new Source.Tone()));
    rig.pass(1_000_000);
    assertThat(rig.sent).hasSizeGreaterThanOrEqualTo(50);
  }

  private List<RtpPacket> rtpFrom(int port) {
    List<RtpPacket> packets = new ArrayList<>();
    for (Sent sent : rig.sent) {
      if (sent.fromPort() == port) {
        RtpPacket packet = new RtpPacket();
        assertThat(packet.wrap(ByteBuffer.wrap(sent.bytes().array()))).isTrue();
        packets.add(packet);
      }
    }
    return packets;
  }

  /// Samples between -1 and 1.
  private static double[] decode(List<RtpPacket> packets, boolean aLaw) {
    double[] sound = new double[packets.size() * packets.getFirst().payloadBytes()];
    int at = 0;
    for (RtpPacket packet : packets) {
      for (int i = 0; i < packet.payloadBytes(); i++) {
        int octet = packet.array()[packet.payloadOffset() + i] & 0xFF;
        sound[at++] = (aLaw ? G711Test.pcma(octet) : G711Test.pcmu(octet)) / 32_768.0;
      }
    }
    return sound;
  }
}
