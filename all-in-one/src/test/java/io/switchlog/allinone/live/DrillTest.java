package io.switchlog.allinone.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drill that every build runs, with few calls. The others are [BrokerDrill], [NodesDrill] and
/// [ThreeBrokersDrill], which no build runs by itself: `-Dtest='*Drill'`.
@Tag("long")
class DrillTest {
  private static final int CALLS = Integer.getInteger("drill.calls", 20);

  @TempDir Path folder;

  @Test
  void theBrokerIsBackAfterASecond() {
    try (Cluster cluster = DrillPlatform.oneOfEach(folder);
        Drill drill = new Drill("broker, 1 s", cluster, folder, 1)) {
      drill.run(CALLS, List.of("broker"), Duration.ofSeconds(1), true).assertAllIsWell();
    }
  }
}
