package io.switchlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void everyMadeUpCallIsToldAndRefused() {
    assertThat(new WarmUp().run(3, () -> false)).isEqualTo(6);
  }

  @Test
  void itEndsWhenItsTimeIsUp() {
    assertThat(new WarmUp().run(3, () -> true)).isZero();
  }
}
