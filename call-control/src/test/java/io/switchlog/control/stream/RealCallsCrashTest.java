package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.Kinds;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Owners;
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
///
/// Holds `CallAggregate`.
class RealCallsCrashTest {
  private static final int CALLS = 80;

  private final Kinds aggregate = Kinds.of(ClusterSecret.of("a secret for the crash test"));
  private final List<InboxEntry> log = new ArrayList<>();
  private final Owners<AggregateState> undisturbed = new Owners<>(aggregate, 0);

  @BeforeEach
  void record() {
    var _ = new WarmUp(aggregate, log::add).run(CALLS, () -> false);
    undisturbed.runUndisturbed(log);
  }

  @Test
  void callsGoOnAsIfTheirOwnerHadNeverDied() {
    for (int seed = 0; seed < 20; seed++) {
      Owners<AggregateState> disturbed = new Owners<>(aggregate, 0);
      disturbed.runWithCrashes(log, new Random(seed));

      assertThat(disturbed.decisions())
          .as("journal, seed %d", seed)
          .isEqualTo(undisturbed.decisions());
      assertThat(disturbed.commands().keySet())
          .as("commands, seed %d", seed)
          .isEqualTo(undisturbed.commands().keySet());
    }
  }

  @Test
  void aReplayFindsNoDifferenceAndSaysHowMuchItCompared() {
    Recording recording =
        new Recording(0, 0, log.iterator(), log.size(), undisturbed.written().iterator());

    Verdict verdict = new Replay<>(aggregate, new WriterSchemas()).all(recording);

    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.calls()).isEqualTo(CALLS);
    assertThat(verdict.decisions()).isEqualTo(undisturbed.decisions().size());
  }
}
