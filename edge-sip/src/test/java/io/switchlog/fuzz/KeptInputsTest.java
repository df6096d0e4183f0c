package io.switchlog.fuzz;

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
  void messages() {
    holds("MessageTarget", MessageTarget::fuzzerTestOneInput);
  }

  @Test
  void streams() {
    holds("FramingTarget", FramingTarget::fuzzerTestOneInput);
  }

  @Test
  void sessionDescriptions() {
    holds("SdpTarget", SdpTarget::fuzzerTestOneInput);
  }

  @Test
  void keepalives() {
    holds("StunTarget", StunTarget::fuzzerTestOneInput);
  }

  @Test
  void tokens() {
    holds("TokenTarget", TokenTarget::fuzzerTestOneInput);
  }

  @Test
  void arrivals() {
    holds("ArrivalTarget", io.switchlog.edge.core.ArrivalTarget::fuzzerTestOneInput);
  }

  @Test
  void webSocketMessages() {
    holds("WebSocketTarget", io.switchlog.edge.transport.WebSocketTarget::fuzzerTestOneInput);
  }
}
