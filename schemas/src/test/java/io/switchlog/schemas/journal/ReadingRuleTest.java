package io.switchlog.schemas.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadingRuleTest {
  private final ReadingRule rule = new ReadingRule();

  private boolean begins(long term) {
    return rule.counts(new JournalHead(term, 0, Instant.EPOCH), true);
  }

  private boolean says(long term, long number) {
    return rule.counts(new JournalHead(term, number, Instant.EPOCH), false);
  }

  @Test
  void whatFollowsInTheCurrentTermCounts() {
    assertThat(begins(1)).isTrue();
    assertThat(says(1, 1)).isTrue();
    assertThat(says(1, 2)).isTrue();
    assertThat(begins(2)).isTrue();
    assertThat(says(2, 3)).isTrue();
    assertThat(rule.term()).isEqualTo(2);
    assertThat(rule.number()).isEqualTo(3);
  }

  @Test
  void anOwnerThatWasReplacedHasNoVoice() {
    begins(1);
    says(1, 1);
    begins(2);

    assertThat(says(1, 2)).as("what it had under way").isFalse();
    assertThat(says(2, 2)).as("its successor's").isTrue();
    assertThat(says(1, 3)).as("what it says after a while").isFalse();
  }

  @Test
  void ofTwoThatClaimATermTheFirstHasIt() {
    begins(1);

    assertThat(begins(2)).isTrue();
    assertThat(begins(2)).isFalse();
    assertThat(begins(1)).as("one that slept over two take-overs").isFalse();
    assertThat(begins(4)).as("nobody skips a term").isFalse();
    assertThat(begins(3)).isTrue();
  }

  @Test
  void aHoleIsNotReadOverUntilTheNextOwnerBegins() {
    begins(1);
    says(1, 1);

    assertThat(says(1, 3)).as("2 was lost on its way").isFalse();
    assertThat(says(1, 4)).isFalse();
    assertThat(begins(2)).isTrue();
    assertThat(says(2, 2)).isTrue();
  }

  @Test
  void nothingCountsBeforeAnybodyBegan() {
    assertThat(says(0, 1)).as("term 0 is nobody's").isFalse();
    assertThat(says(1, 1)).isFalse();
  }

  @Test
  void aReaderMayBeginWhereItKnowsTermAndNumber() {
    ReadingRule middle = new ReadingRule(3, 17);

    assertThat(middle.counts(new JournalHead(3, 18, Instant.EPOCH), false)).isTrue();
    assertThat(middle.counts(new JournalHead(2, 19, Instant.EPOCH), false)).isFalse();
  }

  @Test
  void whereTheBeginningIsGoneTheOldestThatIsLeftCounts() {
    ReadingRule left = ReadingRule.afterLoss(0);

    assertThat(left.term()).isZero();
    assertThat(left.counts(new JournalHead(3, 18, Instant.EPOCH), false)).isTrue();
    assertThat(left.counts(new JournalHead(3, 20, Instant.EPOCH), false)).isFalse();
    assertThat(left.counts(new JournalHead(4, 0, Instant.EPOCH), true)).isTrue();
    assertThat(left.number()).isEqualTo(18);
  }

  @Test
  void whereATermIsTheOldestThatIsLeftItsNumbersAreTaken() {
    ReadingRule left = ReadingRule.afterLoss(0);

    assertThat(left.counts(new JournalHead(4, 0, Instant.EPOCH), true)).isTrue();
    assertThat(left.counts(new JournalHead(3, 18, Instant.EPOCH), false)).isFalse();
    assertThat(left.counts(new JournalHead(4, 19, Instant.EPOCH), false)).isTrue();
    assertThat(left.counts(new JournalHead(4, 21, Instant.EPOCH), false)).isFalse();
  }

  @Test
  void aStalledOwnersRecordIsNotTakenForTheCurrentTerm() {
    ReadingRule left = ReadingRule.afterLoss(0);

    left.counts(new JournalHead(3, 40, Instant.EPOCH), false);
    assertThat(left.counts(new JournalHead(4, 19, Instant.EPOCH), false)).isTrue();
    assertThat(left.counts(new JournalHead(3, 41, Instant.EPOCH), false)).isFalse();
    assertThat(left.counts(new JournalHead(4, 20, Instant.EPOCH), false)).isTrue();
    assertThat(left.counts(new JournalHead(5, 0, Instant.EPOCH), true)).isTrue();
    assertThat(left.counts(new JournalHead(9, 1, Instant.EPOCH), false)).isFalse();
  }

  @Test
  void whereNothingIsLeftTheNextTermIsHigherThanAnyThatWasKnown() {
    ReadingRule left = ReadingRule.afterLoss(7);

    assertThat(left.term()).isEqualTo(7);
    assertThat(left.counts(new JournalHead(8, 0, Instant.EPOCH), true)).isTrue();
    assertThat(left.counts(new JournalHead(8, 1, Instant.EPOCH), false)).isTrue();
  }
}
