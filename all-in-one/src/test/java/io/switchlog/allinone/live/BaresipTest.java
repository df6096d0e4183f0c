package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real phones, Debian's baresip.
class BaresipTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int ONE_HERTZ = 1_000;
  private static final int OTHER_HERTZ = 600;

  /// What the exchange makes.
  private static final int MUSIC_HERTZ = 425;

  @TempDir Path folder;

  @Test
  void aPhoneHearsItsOwnTone() throws IOException {
    try (Exchange exchange = Exchange.start(folder);
        Baresip phone = Baresip.dials(folder, "phone", ONE_HERTZ, exchange.uri("echo"))) {
      await("the own tone, and nothing else")
          .untilAsserted(() -> assertThat(phone.hears(ONE_HERTZ)).matches(Baresip.Tone::isPure));
      assertThat(phone.printed()).contains("Call established");
    }
  }

  /// One dials 700 and is parked, another dials 701 and gets it; each hears the other.
  @Test
  void aPhoneParksAndAnotherFetchesIt() throws IOException {
    try (Exchange exchange = Exchange.start(folder)) {
      try (Baresip parked = Baresip.dials(folder, "parked", ONE_HERTZ, exchange.uri("700"))) {
        await("its slot's number, or music").until(() -> parked.hears(MUSIC_HERTZ).level() > 1_000);
        assertThat(exchange.run("calls").out()).contains("park");
        try (Baresip fetches = Baresip.dials(folder, "fetches", OTHER_HERTZ, exchange.uri("701"))) {
          await("each hears the other")
              .untilAsserted(() -> {
                assertThat(parked.hears(OTHER_HERTZ)).matches(Baresip.Tone::isPure);
                assertThat(fetches.hears(ONE_HERTZ)).matches(Baresip.Tone::isPure);
              });
        }
      }
      exchange.awaitNoLiveCalls();
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(500));
  }
}
