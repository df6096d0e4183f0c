package io.switchlog.allinone.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The only broker is killed with calls talking and ringing, and started again over its data.
///
/// Not run by the build: `./mvnw -pl all-in-one -am verify -Dtest=BrokerDrill
/// -Dsurefire.failIfNoSpecifiedTests=false [-Ddrill.calls=200]`.
class BrokerDrill {
  private static final int CALLS = Integer.getInteger("drill.calls", 200);

  @TempDir Path folder;

  /// The drill itself: without a fault every call goes as it should.
  @Test
  void nothingDies() {
    try (Cluster cluster = DrillPlatform.oneOfEach(folder);
        Drill drill = new Drill("nothing dies", cluster, folder, 1)) {
      drill.run(CALLS, List.of(), Duration.ofSeconds(1), false).assertAllIsWell();
    }
  }

  @Test
  void backAfterOneSecond() {
    backAfter(1);
  }

  @Test
  void backAfterTenSeconds() {
    backAfter(10);
  }

  @Test
  void backAfterThirtySeconds() {
    backAfter(30);
  }

  private void backAfter(int seconds) {
    try (Cluster cluster = DrillPlatform.oneOfEach(folder);
        Drill drill = new Drill("broker, " + seconds + " s", cluster, folder, 1)) {
      drill.run(CALLS, List.of("broker"), Duration.ofSeconds(seconds), true).assertAllIsWell();
    }
  }
}
