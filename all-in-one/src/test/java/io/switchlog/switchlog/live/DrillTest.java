package io.switchlog.switchlog.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drills that every build runs, with few calls. The others are [BrokerDrill], [NodesDrill] and
/// [ThreeBrokersDrill], which no build runs by itself: `-Dtest='*Drill'`.
class DrillTest {
  private static final int CALLS = Integer.getInteger("drill.calls", 20);

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
  void theBrokerIsBackAfterASecond() {
    try (Cluster cluster = DrillPlatform.oneOfEach(folder);
        Drill drill = new Drill("broker, 1 s", cluster, folder, 1)) {
      drill.run(CALLS, List.of("broker"), Duration.ofSeconds(1), true).assertAllIsWell();
    }
  }
}
