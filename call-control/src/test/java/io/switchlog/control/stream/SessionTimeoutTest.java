package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionTimeoutTest {
  @Test
  void isWhatWeWantWhereTheBrokersAllowIt() {
    assertThat(SessionTimeout.choose(1_000)).isEqualTo(SessionTimeout.WANTED_MILLIS);
  }

  @Test
  void isTheShortestThatStricterBrokersAllow() {
    assertThat(SessionTimeout.choose(6_000)).isEqualTo(6_000);
  }
}
