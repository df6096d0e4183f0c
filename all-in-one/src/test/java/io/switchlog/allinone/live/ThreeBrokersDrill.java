package io.switchlog.allinone.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One of three brokers is killed for good with calls talking and ringing: nothing but latency. Not
/// run by the build, see [BrokerDrill].
class ThreeBrokersDrill {
  private static final int CALLS = Integer.getInteger("drill.calls", 200);

  @TempDir Path folder;

  @Test
  void oneOfThree() {
    try (Cluster cluster = DrillPlatform.threeBrokers(folder);
        Drill drill = new Drill("one broker of three", cluster, folder, 2)) {
      drill.run(CALLS, List.of("broker-1"), Duration.ofSeconds(5), false).assertAllIsWell();
    }
  }
}
