package io.switchlog.media;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MediaNodeTest {
  private static MediaConfig config(String kafka, String bindHost, int loops) {
    return new MediaConfig(
        0, kafka, bindHost, bindHost, 21_800, 21_899, Duration.ofSeconds(10), loops);
  }

  @Test
  void startsWithoutABrokerAndEndsQuietly() {
    assertThatCode(() -> MediaNode.start(config("127.0.0.1:9", "127.0.0.1", 3)).close())
        .doesNotThrowAnyException();
  }

  @Test
  void aWrongAddressIsOneClearLine() {
    assertThatThrownBy(() -> MediaNode.start(config("127.0.0.1:9", "192.0.2.77", 1)))
        .isInstanceOf(MediaStartException.class)
        .hasMessage(
            "media node: expected bindHost to be an address of this host, found 192.0.2.77");
    assertThatThrownBy(() -> MediaNode.start(config("no port", "127.0.0.1", 1)))
        .isInstanceOf(MediaStartException.class)
        .hasMessageContaining("expected kafka to be a broker's address, found no port");
  }
}
