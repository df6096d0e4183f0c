package io.switchlog.edge.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InboxProgressTest {
  private final InboxProgress progress = new InboxProgress();
  private long now = 1_000_000;

  /// Two looks a second.
  private boolean look(long end, long decidedBelow) {
    now += 500;
    progress.look(now, end, decidedBelow);
    return progress.isBehind(now);
  }

  @Test
  void whoKeepsUpIsNeverBehind() {
    for (int i = 1; i <= 100; i++) {
      // What was decided is told a quarter of a second late, of 1,200 records a second.
      assertThat(look(600L * i, 600L * i - 300)).isFalse();
      assertThat(progress.behindMillis()).isZero();
    }
    assertThat(look(60_000, 60_000)).isFalse();
  }

  @Test
  void aPartitionThatNobodyWritesToIsNotBehind() {
    for (int i = 0; i < 100; i++) {
      assertThat(look(5, 5)).isFalse();
    }
  }

  @Test
  void whoReadsTooSlowlyIsBehindUntilItHasCaughtUp() {
    // 2,000 records a second, of which 1,000 are decided.
    int looks = 0;
    while (!look(1_000L * (looks + 1), 500L * (looks + 1))) {
      looks++;
      assertThat(looks).isLessThan(10);
    }
    assertThat(progress.behindMillis()).isGreaterThan(InboxProgress.SLOW_MILLIS);
    long end = 1_000L * (looks + 1);
    assertThat(look(end, end / 2 + 1)).as("half of it is still undecided").isTrue();
    assertThat(look(end, end)).isFalse();
    assertThat(progress.behindMillis()).isZero();
  }

  /// Another instance takes over within seconds.
  @Test
  void aReaderThatIsAwayIsWaitedForAWhile() {
    assertThat(look(10, 10)).isFalse();
    long since = now + 500;
    boolean behind = false;
    while (!behind) {
      behind = look(10 + now, 10);
    }
    assertThat(now - since).isBetween(InboxProgress.AWAY_MILLIS, InboxProgress.AWAY_MILLIS + 500);
    assertThat(look(20 + now, 20 + now)).as("it is back, and has decided all").isFalse();
  }

  /// Neither while nobody reads nor while another instance reads what has piled up is a call
  /// refused.
  @Test
  void aReaderThatDiesInTheMiddleOfTrafficIsWaitedForAsWell() {
    for (int i = 1; i <= 10; i++) {
      assertThat(look(600L * i, 600L * i - 300)).isFalse();
    }
    for (int i = 11; i <= 24; i++) {
      assertThat(look(600L * i, 5_700)).as("look %d", i).isFalse();
    }
    assertThat(look(600L * 25, 7_000)).isFalse();
    assertThat(look(600L * 26, 9_500)).isFalse();
    assertThat(look(600L * 27, 12_000)).isFalse();
    assertThat(look(600L * 28, 14_000)).isFalse();
    assertThat(look(600L * 29, 17_400)).isFalse();
  }

  /// A partition that changes hands within a second has not become late by it.
  @Test
  void aPartitionThatIsHandedOverIsNotBehind() {
    for (int i = 1; i <= 10; i++) {
      assertThat(look(600L * i, 600L * i - 300)).isFalse();
    }
    assertThat(look(600L * 11, 5_700)).isFalse();
    assertThat(look(600L * 12, 5_700)).isFalse();
    assertThat(look(600L * 13, 6_300)).isFalse();
    assertThat(look(600L * 14, 8_100)).isFalse();
  }

  /// A topic that was made anew ends before what was decided of the old one.
  @Test
  void anInboxThatIsShorterThanWhatWasDecidedIsNotBehind() {
    assertThat(look(1_000, 1_000)).isFalse();
    for (int i = 0; i < 20; i++) {
      assertThat(look(3, 1_000)).isFalse();
    }
  }
}
