package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.Kinds;
import io.switchlog.wire.token.ClusterSecret;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void theMadeUpCallsRunFromTheirInviteToTheirEnd() {
    ClusterSecret secret = ClusterSecret.of("a secret for the warm-up test");
    WarmUp warmUp = new WarmUp(Kinds.of(secret));

    WarmUp.Calls made = warmUp.run(50, () -> false);

    assertThat(made.offered()).isEqualTo(50);
    assertThat(made.established()).isEqualTo(50);
    assertThat(made.ended()).isEqualTo(50);
    assertThat(made.quarantined()).isZero();
  }
}
