package io.switchlog.allinone.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.fuzz.KeptInputs;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What fuzzing began with and what it found, once more.
final class KeptInputsTest {
  private static void holds(String target, Consumer<byte[]> one) {
    assertThat(KeptInputs.feed(KeptInputsTest.class, target, one)).isPositive();
  }

  @Test
  void routingFiles() {
    holds("RoutingFileTarget", RoutingFileTarget::fuzzerTestOneInput);
  }

  @Test
  void edgeFiles() {
    holds("EdgeFileTarget", EdgeFileTarget::fuzzerTestOneInput);
  }
}
