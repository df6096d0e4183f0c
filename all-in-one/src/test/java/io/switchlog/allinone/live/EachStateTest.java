package io.switchlog.allinone.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The only call control is killed with calls in each state that does not take long to come to. The
/// others are those of [EachStateDrill], which no build runs by itself.
class EachStateTest {
  @TempDir Path folder;

  @Test
  void callsGoOnFromWhateverStateTheyWereIn() throws IOException {
    Path credentials = Files.writeString(folder.resolve("acme.yaml"), StatePhones.CREDENTIALS);
    try (Cluster cluster =
            Cluster.start(folder, StatePhones.ROUTES)
                .media(0)
                .control(0)
                .edge(0, "--credentials", credentials.toString());
        StateDrill drill = new StateDrill(cluster)) {
      List<StateStory> during = states(drill, "0");
      List<StateStory> after = states(drill, "1");
      drill.comes(Stream.concat(during.stream(), after.stream()).toList());
      drill.awaitReached();
      drill.strike(List.of("control-0"), Duration.ZERO, during);
    }
  }

  private static List<StateStory> states(StateDrill drill, String copy) {
    List<StateStory> all = new ArrayList<>();
    all.addAll(RingingStates.all(drill.phones(), copy));
    all.addAll(TalkingStates.all(drill.phones(), copy));
    all.addAll(MovingStates.all(drill.phones(), copy));
    return all;
  }
}
