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

    assertThat(OpenFiles.fit(config, 30_260)).isSameAs(config);
    assertThat(OpenFiles.fit(config, Long.MAX_VALUE)).isSameAs(config);
  }

  @Test
  void itUsesAndLeasesNoMoreThanThose() {
    assertThat(OpenFiles.fit(ports(20_000, 49_999), 20_000).portMax()).isEqualTo(39_739);
    assertThat(OpenFiles.fit(ports(20_000, 49_999), 30_259).portMax()).isEqualTo(49_998);
  }

  @Test
  void aLimitThatLeavesNothingIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> OpenFiles.fit(ports(20_000, 49_999), 264))
        .isInstanceOf(MediaStartException.class)
        .hasMessageContaining("expected to be let open 30260 more files")
        .hasMessageContaining("found 264")
        .hasMessageContaining("ulimit -n");
  }

  @Test
  void whatThisProcessMayOpenIsKnown() {
    assertThat(OpenFiles.left()).isGreaterThan(100);
  }
}
