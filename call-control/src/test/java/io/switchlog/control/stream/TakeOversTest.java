package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A ledger is for whoever takes it, or is followed on, and never both.
class TakeOversTest {
  private final List<String> told = new ArrayList<>();
  private final TakeOvers<Tally.State> takeOvers =
      new TakeOvers<>(
          partition -> told.add("give up " + partition),
          (partition, _) -> told.add("follow on " + partition));
  private final Ledger<Tally.State> ledger = new Ledger<>(new Tally(), 3);

  private void ready() {
    takeOvers.expect(Set.of(3));
    Objects.requireNonNull(takeOvers.of(3)).done(ledger);
  }

  @Test
  void whatIsTakenIsFollowedOnByNobody() {
    ready();

    assertThat(takeOvers.isReady(3)).isTrue();
    assertThat(takeOvers.take(3)).isSameAs(ledger);
    takeOvers.forgo(Set.of(3));
    takeOvers.dropStale((partition, _) -> told.add("stale " + partition));

    assertThat(takeOvers.isEmpty()).isTrue();
    assertThat(told).containsExactly("give up 3");
  }

  @Test
  void whatIsForgoneIsFollowedOnOnce() {
    ready();

    takeOvers.forgo(Set.of(3, 5));
    takeOvers.forgo(Set.of(3));

    assertThat(takeOvers.of(3)).isNull();
    assertThat(told).containsExactly("give up 3", "follow on 3");
  }

  @Test
  void aHistoryThatHasGoneOnIsGivenUpAndAskedForAnew() {
    ready();
    assertThat(takeOvers.isWhole(3, ledger.nextOffset())).isTrue();

    assertThat(takeOvers.isWhole(3, ledger.nextOffset() + 1)).isFalse();
    assertThat(takeOvers.isEmpty()).isTrue();
    takeOvers.expect(Set.of(3));

    assertThat(Objects.requireNonNull(takeOvers.of(3)).isDone()).isFalse();
    assertThat(told).containsExactly("give up 3", "give up 3", "give up 3");
  }

  @Test
  void whatIsAskedForAgainIsOneTakeOver() {
    ready();

    takeOvers.expect(Set.of(3));

    assertThat(takeOvers.isReady(3)).isTrue();
    assertThat(told).containsExactly("give up 3");
  }
}
