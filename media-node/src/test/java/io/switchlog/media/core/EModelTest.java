package io.switchlog.media.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchlog.media.core.EModel.Codec;
import org.junit.jupiter.api.Test;

class EModelTest {
  @Test
  void theDefaultsOfG107GiveTheirPublishedRating() {
    // G.107 section 7.8: with every parameter at its default R is 93.2.
    assertThat(EModel.rating(Codec.G711, 0, 1, 0)).isCloseTo(93.2, within(0.05));
    assertThat(EModel.mos(93.2)).isCloseTo(4.41, within(0.005));
  }

  @Test
  void ratingsTranslateAsInAnnexB() {
    // G.107 table B.1: the lower limits of the five categories of user satisfaction.
    assertThat(EModel.mos(90)).isCloseTo(4.34, within(0.005));
    assertThat(EModel.mos(80)).isCloseTo(4.03, within(0.006));
    assertThat(EModel.mos(70)).isCloseTo(3.60, within(0.005));
    assertThat(EModel.mos(60)).isCloseTo(3.10, within(0.005));
    assertThat(EModel.mos(50)).isCloseTo(2.58, within(0.005));
    assertThat(EModel.mos(-3)).isEqualTo(1);
    assertThat(EModel.mos(100)).isEqualTo(4.5);
  }

  @Test
  void lossCostsWhatItsFormulaSays() {
    double clean = EModel.rating(Codec.G711_BARE, 0, 1, 0);
    // Ie,eff = 0 + 95 * 1 / (1 + 4.3), recomputed here.
    assertThat(clean - EModel.rating(Codec.G711_BARE, 1, 1, 0)).isCloseTo(17.92, within(0.01));
    // Concealed: 95 * 5 / (5 + 25.1).
    assertThat(clean - EModel.rating(Codec.G711, 5, 1, 0)).isCloseTo(15.78, within(0.01));
    // In bursts of twice the length: 95 * 5 / (5 / 2 + 25.1).
    assertThat(clean - EModel.rating(Codec.G711, 5, 2, 0)).isCloseTo(17.21, within(0.01));
    // G.729A: 11 + 84 * 1 / (1 + 19).
    assertThat(clean - EModel.rating(Codec.G729, 1, 1, 0)).isCloseTo(15.2, within(0.01));
  }

  @Test
  void delayCostsAsTheKnownApproximationSays() {
    // Cole and Rosenbluth fitted Id = 0.024 d + 0.11 (d - 177.3) for d above 177.3.
    double near = EModel.rating(Codec.G711, 0, 1, 0);
    for (int delay = 20; delay <= 300; delay += 20) {
      double fitted = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
      assertThat(near - EModel.rating(Codec.G711, 0, 1, delay))
          .as("Id at " + delay + " ms")
          .isCloseTo(fitted, within(2.5));
    }
  }

  @Test
  void aLongDelayCostsItsThreeParts() {
    // At 400 ms, by hand: Idd with X = 2 is 24.07, Idte with TERV = 23.06 is 5.83, Idle with
    // Rle = 230.9 is 1.24, against the 0.15 that Idle is without delay.
    double cost = EModel.rating(Codec.G711, 0, 1, 0) - EModel.rating(Codec.G711, 0, 1, 400);
    assertThat(cost).isCloseTo(24.07 + 5.83 + 1.24 - 0.15, within(0.05));
  }

  @Test
  void moreOfAnythingBadNeverSoundsBetter() {
    double before = 5;
    for (int loss = 0; loss <= 100; loss++) {
      double mos = EModel.mos(EModel.rating(Codec.G711, loss, 1, 40));
      assertThat(mos).isLessThanOrEqualTo(before).isBetween(1.0, 4.5);
      before = mos;
    }
    before = 5;
    // Below 10 ms talker echo is slightly negative in the standard itself.
    for (int delay = 10; delay <= 1_000; delay++) {
      double mos = EModel.mos(EModel.rating(Codec.G711, 0, 1, delay));
      assertThat(mos).isLessThanOrEqualTo(before);
      before = mos;
    }
  }
}
