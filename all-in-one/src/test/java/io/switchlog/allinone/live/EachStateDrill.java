package io.switchlog.allinone.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As [EachStateTest], of what takes long to come to: sessions that are to be refreshed, and what
/// runs out while nobody decides. No build runs it by itself: `-Dtest=EachStateDrill`.
class EachStateDrill {
  @TempDir Path folder;

  /// It is back before the sessions are over that are being refreshed.
  @Test
  void sessionsAreRefreshedAfterwards() throws IOException {
    try (Cluster cluster = cluster();
        StateDrill drill = new StateDrill(cluster)) {
      drill.comes(TalkingStates.refreshing(drill.phones(), "0"));
      drill.comes(TalkingStates.lasting(drill.phones(), "0"));
      drill.awaitReached();
      drill.strike(List.of("control-0"), Duration.ofSeconds(3), List.of());
    }
  }

  /// It is away for longer than any stage rings.
  @Test
  void whatRunsOutMeanwhileHasRunOut() throws IOException {
    try (Cluster cluster = cluster();
        StateDrill drill = new StateDrill(cluster)) {
      drill.comes(RingingStates.all(drill.phones(), "0"));
      drill.awaitReached();
      drill.strike(List.of("control-0"), Duration.ofSeconds(12), List.of());
    }
  }

  private Cluster cluster() throws IOException {
    Path credentials = Files.writeString(folder.resolve("acme.yaml"), StatePhones.CREDENTIALS);
    return Cluster.start(folder, StatePhones.ROUTES)
        .media(0)
        .control(0)
        .edge(0, "--credentials", credentials.toString());
  }
}
