package io.switchlog.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static MediaConfig ports(int from, int to) {
    return new MediaConfig(
        0,
        "127.0.0.1:9092",
        "127.0.0.1",
        "127.0.0.1",
        from,
        to,
        MediaConfig.DEFAULT_REPORT_INTERVAL,
        2);
  }

  @Test
  void aNodeUsesAllPortsThatItMayOpen() {
    MediaConfig config = ports(20_000, 49_999);

    assertThat(OpenFiles.fit(config, 30_256)).isSameAs(config);
    assertThat(OpenFiles.fit(config, Long.MAX_VALUE)).isSameAs(config);
  }

  @Test
  void itUsesAndLeasesNoMoreThanThose() {
    assertThat(OpenFiles.fit(ports(20_000, 49_999), 20_000).portMax()).isEqualTo(39_743);
    assertThat(OpenFiles.fit(ports(20_000, 49_999), 30_255).portMax()).isEqualTo(49_998);
  }

  @Test
  void aLimitThatLeavesNothingIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> OpenFiles.fit(ports(20_000, 49_999), 258))
        .isInstanceOf(MediaStartException.class)
        .hasMessageContaining("expected a limit of at least 30256 open files")
        .hasMessageContaining("found 258")
        .hasMessageContaining("ulimit -n");
  }

  @Test
  void theLimitOfThisProcessIsKnown() {
    assertThat(OpenFiles.limit()).isGreaterThan(100);
  }
}
