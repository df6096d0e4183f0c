package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final Insides BEFORE = new Insides(20_000_000, Map.of("core.call.EndedCall", 3L));

  @Test
  void aNodeThatHoldsWhatItHeldIsFlat() {
    Insides after = new Insides(24_000_000, Map.of("core.call.EndedCall", 40L));

    assertThat(Growth.between(BEFORE, after).findings("control-0", 400)).isEmpty();
  }

  @Test
  void oneObjectOfEveryFourthCallIsALeak() {
    Insides after = new Insides(20_000_000, Map.of("core.call.EndedCall", 164L));

    assertThat(Growth.between(BEFORE, after).findings("control-0", 400))
        .containsExactly("control-0: 161 more of core.call.EndedCall than before");
  }

  @Test
  void soAreBytesThatNoClassOfOursAccountsFor() {
    Insides after = new Insides(28_100_000, Map.of());

    assertThat(Growth.between(BEFORE, after).findings("edge-0", 400))
        .containsExactly("edge-0: 8.1 MB more heap than before");
  }
}
