package io.switchlog.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MediaConfigTest {
  private static MediaConfig config(String bind, String advertised, int portMin, int portMax) {
    return new MediaConfig(
        0, "127.0.0.1:9092", bind, advertised, portMin, portMax, Duration.ofSeconds(10));
  }

  @Test
  void eachMistakeNamesTheKeyTheValueAndWhatWouldBeRight() {
    assertThatThrownBy(() -> config("0.0.0.0", "192.0.2.1", 80, 40_000))
        .isInstanceOf(MediaStartException.class)
        .hasMessage("media node: expected portMin to be 1024 to 65534, found 80");
    assertThatThrownBy(() -> config("0.0.0.0", "192.0.2.1", 40_001, 40_002))
        .hasMessageContaining("portMax")
        .hasMessageContaining("40002");
    assertThatThrownBy(() -> config("0.0.0.0,::", "192.0.2.1", 40_000, 40_100))
        .hasMessageContaining("advertisedHost")
        .hasMessageContaining("0.0.0.0,::");
  }

  @Test
  void addressesAreLookedUpAndTriedAtTheStart() {
    Addresses addresses = Addresses.of(config("127.0.0.1", "localhost", 40_000, 40_100));
    assertThat(addresses.advertised().values()).containsExactly("127.0.0.1");
    assertThatThrownBy(() -> Addresses.of(config("192.0.2.77", "192.0.2.77", 40_000, 40_100)))
        .isInstanceOf(MediaStartException.class)
        .hasMessage(
            "media node: expected bindHost to be an address of this host, found 192.0.2.77");
    assertThatThrownBy(() -> Addresses.of(config("127.0.0.1", "::1", 40_000, 40_100)))
        .hasMessageContaining("family");
    assertThatThrownBy(() -> Addresses.of(config("0.0.0.0", "0.0.0.0", 40_000, 40_100)))
        .hasMessageContaining("that phones can send to, found 0.0.0.0");
  }
}
