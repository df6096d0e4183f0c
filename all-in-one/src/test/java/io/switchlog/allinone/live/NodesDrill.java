package io.switchlog.allinone.live;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several processes are killed at once with calls talking and ringing, and started again a second
/// later. Not run by the build, see [BrokerDrill].
class NodesDrill {
  private static final int CALLS = Integer.getInteger("drill.calls", 200);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;

  @Test
  void oneOfEach() {
    drill("edge, control and media, one of two each", "edge-0", "control-0", "media-0");
  }

  @Test
  void oneOfEachAndTheBroker() {
    drill("the same and the broker", "broker", "edge-0", "control-0", "media-0");
  }

  @Test
  void everything() {
    drill(
        "everything", "broker", "edge-0", "edge-1", "control-0", "control-1", "media-0", "media-1");
  }

  private void drill(String name, String... victims) {
    try (Cluster cluster = DrillPlatform.twoOfEach(folder);
        Drill drill = new Drill(name, cluster, folder, 2)) {
      drill.run(CALLS, List.of(victims), SECOND, true).assertAllIsWell();
    }
  }
}
