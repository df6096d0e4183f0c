package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.Bus;
import io.switchlog.control.core.partition.CallAggregate;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Log;
import io.switchlog.control.replay.Recording;
import io.switchlog.control.replay.Replay;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.wire.token.ClusterSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whole calls of the real aggregate, their owner killed at every turn.
class RealCallsCrashTest {
  private static final int CALLS = 80;

  private final CallAggregate aggregate =
      new CallAggregate(
          new CallDecider(ClusterSecret.of("a secret for the crash test")), new WriterSchemas());
  private final List<InboxEntry> log = new ArrayList<>();
  private final Bus<?, ?> undisturbed = new Bus<>(aggregate);

  @BeforeEach
  void record() {
    var _ = new WarmUp(aggregate, log::add).run(CALLS, () -> false);
    undisturbed.run(log, 0, log.size(), new Random(0), false);
  }

  @Test
  void callsGoOnAsIfTheirOwnerHadNeverDied() {
    for (int seed = 0; seed < 20; seed++) {
      Bus<?, ?> disturbed = new Bus<>(aggregate);
      disturbed.runWithCrashes(log, new Random(seed));

      assertThat(Log.journal(disturbed.journal))
          .as("journal, seed %d", seed)
          .containsExactlyInAnyOrderEntriesOf(Log.journal(undisturbed.journal));
      assertThat(Log.commands(disturbed.commands))
          .as("commands, seed %d", seed)
          .containsExactlyInAnyOrderEntriesOf(Log.commands(undisturbed.commands));
    }
  }

  @Test
  void aReplayFindsNoDifference() {
    Recording recording = new Recording(0, log, log.size(), undisturbed.journal);

    assertThat(new Replay<>(aggregate, new WriterSchemas()).all(recording))
        .isEqualTo(new Verdict.Same(CALLS, undisturbed.journal.size()));
  }
}
