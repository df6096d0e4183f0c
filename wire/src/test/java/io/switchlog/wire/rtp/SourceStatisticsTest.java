package io.switchlog.wire.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.wire.rtp.SourceSequence.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourceStatisticsTest {
  private final SourceSequence source = new SourceSequence();

  private void received(int from, int to) {
    for (int sequence = from; sequence <= to; sequence++) {
      source.update(sequence & 0xffff);
    }
  }

  @Test
  void aSourceIsValidAfterTwoPacketsInARow() {
    assertThat(source.update(10)).isEqualTo(Verdict.PROBATION);
    assertThat(source.update(20)).isEqualTo(Verdict.PROBATION);
    assertThat(source.isValid()).isFalse();
    assertThat(source.expected()).isZero();
    assertThat(source.update(21)).isEqualTo(Verdict.ADVANCED);
    assertThat(source.isValid()).isTrue();
    assertThat(source.received()).isEqualTo(1);
    assertThat(source.expected()).isEqualTo(1);
  }

  @Test
  void aSourceThatSignallingVouchesForIsValidAtOnce() {
    SourceSequence trusted = new SourceSequence(0);
    assertThat(trusted.update(10)).isEqualTo(Verdict.ADVANCED);
    assertThat(trusted.received()).isEqualTo(1);
    assertThat(trusted.update(12)).isEqualTo(Verdict.ADVANCED);
    assertThat(trusted.cumulativeLost()).isEqualTo(1);
  }

  @Test
  void theSequenceGoesOnBeyondItsSixteenBits() {
    received(65_530, 65_541);
    assertThat(source.extendedHighest()).isEqualTo(65_541);
    assertThat(source.cumulativeLost()).isZero();
    assertThat(source.extended(65_534)).isEqualTo(65_534);
    assertThat(source.extended(7)).isEqualTo(65_543);
  }

  @Test
  void aGapIsLossAndTheLatePacketMakesUpForIt() {
    received(0, 9);
    assertThat(source.update(12)).isEqualTo(Verdict.ADVANCED);
    assertThat(source.cumulativeLost()).isEqualTo(2);
    assertThat(source.update(10)).isEqualTo(Verdict.LATE);
    assertThat(source.cumulativeLost()).isEqualTo(1);
    assertThat(source.extendedHighest()).isEqualTo(12);
    assertThat(source.update(12)).as("duplicate").isEqualTo(Verdict.LATE);
    assertThat(source.update(12)).isEqualTo(Verdict.LATE);
    assertThat(source.cumulativeLost()).as("duplicates count as received").isEqualTo(-1);
  }

  @Test
  void aLargeJumpIsARestartOnlyWhenConfirmed() {
    received(0, 9);
    assertThat(source.update(20_000)).isEqualTo(Verdict.JUMP);
    assertThat(source.update(10)).isEqualTo(Verdict.ADVANCED);
    assertThat(source.update(20_000)).isEqualTo(Verdict.JUMP);
    assertThat(source.update(20_001)).isEqualTo(Verdict.RESTARTED);
    assertThat(source.received()).isEqualTo(1);
    assertThat(source.cumulativeLost()).isZero();
    assertThat(source.extendedHighest()).isEqualTo(20_001);
  }

  @Test
  void theLargestLossAndTheFarthestLatecomerOfAppendixA1() {
    received(0, 10_000);
    assertThat(source.update(10_000 + SourceSequence.MAX_DROPOUT - 1)).isEqualTo(Verdict.ADVANCED);
    int highest = 10_000 + SourceSequence.MAX_DROPOUT - 1;
    assertThat(source.update(highest + SourceSequence.MAX_DROPOUT)).isEqualTo(Verdict.JUMP);
    assertThat(source.update(highest - SourceSequence.MAX_MISORDER + 1)).isEqualTo(Verdict.LATE);
    assertThat(source.update(highest - SourceSequence.MAX_MISORDER)).isEqualTo(Verdict.JUMP);
  }

  @Test
  void fractionLostCoversTheIntervalOnly() {
    received(0, 100);
    assertThat(source.takeFractionLost()).isZero();
    received(151, 200);
    assertThat(source.takeFractionLost()).as("50 of 100 in 1/256").isEqualTo(128);
    assertThat(source.takeFractionLost()).as("empty interval").isZero();
    source.update(200);
    assertThat(source.takeFractionLost()).as("only a duplicate").isZero();
  }

  @Test
  void sequenceNumbersCompareRoundTheCircle() {
    assertThat(SourceSequence.isAfter(0, 65_535)).isTrue();
    assertThat(SourceSequence.isAfter(65_535, 0)).isFalse();
    assertThat(SourceSequence.isAfter(5, 5)).isFalse();
  }

  @Test
  void jitterFollowsTheIntegerFilterOfAppendixA8() {
    Jitter jitter = new Jitter();
    jitter.update(1000, 0);
    jitter.update(1160, 160);
    assertThat(jitter.timestampUnits()).isZero();
    jitter.update(1320 + 80, 320);
    assertThat(jitter.timestampUnits()).as("80 / 16").isEqualTo(5);
    // transit falls back by 80: 80 + 80 - (80 + 8) / 16 = 155, over 16
    jitter.update(1480, 480);
    assertThat(jitter.timestampUnits()).isEqualTo(9);
    assertThat(jitter.millis(8000)).isEqualTo(155 / 16.0 / 8);
    jitter.resynchronize();
    jitter.update(0, 100_000);
    assertThat(jitter.timestampUnits()).isEqualTo(9);
  }

  @Test
  void jitterSettlesAtTheMeanDifferenceAndSurvivesWrapping() {
    Jitter jitter = new Jitter();
    for (int i = 0; i < 10_000; i++) {
      int timestamp = Integer.MAX_VALUE - 800_000 + i * 160;
      jitter.update(timestamp + (i % 2 == 0 ? 0 : 16), timestamp);
    }
    assertThat(jitter.timestampUnits()).isBetween(15L, 16L);
    assertThat(Jitter.arrival(1_500_000_000L, 8000)).isEqualTo(12_000);
  }

  @Test
  void ntpTimeAndTheRoundTripOfSection641() {
    // The RFC's figure: SR sent at b44d:b705.2000, kept 5.250 s, reply in at b710:8000, trip 6.125
    // s.
    assertThat(NtpTime.middle(0xb44db705_20000000L)).isEqualTo(0xb7052000);
    assertThat(NtpTime.roundTripMicros(0xb7108000, 0xb7052000, 0x0005_4000L)).isEqualTo(6_125_000L);
    assertThat(NtpTime.roundTripMicros(1, 0, 0)).isEqualTo(-1);
    assertThat(NtpTime.roundTripMicros(1, 5, 0)).as("clock set back").isZero();

    Instant instant = Instant.parse("2026-01-01T00:00:00.250Z");
    assertThat(NtpTime.instant(NtpTime.of(instant))).isEqualTo(instant);
    assertThat(NtpTime.ofEpochMillis(instant.toEpochMilli())).isEqualTo(NtpTime.of(instant));
    assertThat(NtpTime.of(Instant.EPOCH) >>> 32).isEqualTo(2_208_988_800L);
    Instant later = Instant.parse("2040-01-01T00:00:00Z");
    assertThat(NtpTime.instant(NtpTime.of(later))).isEqualTo(later);
  }
}
