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
  /// Longer than any of the stages rings.
  private static final Duration DOWN = Duration.ofSeconds(12);

  @TempDir Path folder;

  @Test
  void callsGoOnFromStatesThatLast() throws IOException {
    Path credentials = Files.writeString(folder.resolve("acme.yaml"), StatePhones.CREDENTIALS);
    try (Cluster cluster =
            Cluster.start(folder, StatePhones.ROUTES)
                .media(0)
                .control(0)
                .edge(0, "--credentials", credentials.toString());
        StateDrill drill = new StateDrill(cluster)) {
      drill.comes(TalkingStates.lasting(drill.phones(), "0"));
      List<StateStory> ringing = RingingStates.all(drill.phones(), "0");
      drill.comes(ringing);
      drill.awaitReached();
      drill.strike(List.of("control-0"), DOWN, List.of());
    }
  }
}
