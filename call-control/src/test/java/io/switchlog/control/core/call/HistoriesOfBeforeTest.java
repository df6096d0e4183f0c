package io.switchlog.control.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.replay.Recording;
import io.switchlog.control.replay.Replay;
import io.switchlog.control.replay.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Calls of builds before this one are read, folded, and said again, for ever.
///
/// Holds `WordsOfBefore`.
class HistoriesOfBeforeTest {

  /// Recorded with the build before rules 5. `-Dgolden.update=true` records what this build's rules
  /// decide, where it is not there yet.
  @Test
  void callsOfEachVersionOfTheRulesAreReplayed() throws IOException {
    Path own = RecordedCalls.fileOf(CallDecider.RULES);
    if (Boolean.getBoolean("golden.update") && !Files.exists(own)) {
      RecordedCalls.write(own);
    }
    for (int rules = 4; rules <= CallDecider.RULES; rules++) {
      RecordedCalls calls = RecordedCalls.read(RecordedCalls.fileOf(rules));
      Replay<Call> replay =
          new Replay<>(new CallAggregate(new CallDecider(Story.SECRET)), calls.schemas());
      Verdict all = Verdict.none();
      for (Recording recording : calls.recordings()) {
        all = all.plus(replay.all(recording));
      }
      assertThat(all.differences()).as("rules %s", rules).isEmpty();
      assertThat(all.folded() > 0)
          .as("decisions of rules %s", rules)
          .isEqualTo(rules != CallDecider.RULES);
      assertThat(all.calls()).isGreaterThan(40);
      assertThat(all.events()).isGreaterThan(400);
      assertThat(all.commands()).isGreaterThan(300);
    }
  }
}
