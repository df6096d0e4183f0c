package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.topic.Log;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/// What an owner makes of the bus's answers.
class UnderWayTest {
  private static final int PARTITION = 5;

  private final Voices voices = new Voices();
  private final Voice voice = voices.begin(PARTITION, 3, 10, 100);
  private final UnderWay underWay = new UnderWay(voices);

  private static TermMark mark(long number) {
    return new TermMark(Log.CALLS, PARTITION, 3, number);
  }

  @Test
  void aRecordWhereItWasExpectedIsHeard() {
    UnderWay.Answer answer = underWay.history(mark(11));
    assertThat(voices.isHeard(PARTITION)).isFalse();
    assertThat(underWay.isQuiet()).isFalse();

    assertThat(answer.judge(100, null)).isNull();
    answer.done();

    assertThat(voices.isHeard(PARTITION)).isTrue();
    assertThat(underWay.isQuiet()).isTrue();
  }

  @Test
  void aRecordBehindSomebodyElsesIsTroubleAndNothingIsHeardAnyMore() {
    UnderWay.Answer first = underWay.history(mark(11));
    UnderWay.Answer second = underWay.history(mark(12));

    assertThat(first.judge(101, null)).contains("offset 101");
    assertThat(second.judge(102, null)).contains("offset 102");
    assertThat(voices.isHeard(PARTITION)).isFalse();
  }

  @Test
  void aHoleIsTroubleForWhatIsBehindItToo() {
    UnderWay.Answer lost = underWay.history(mark(11));
    UnderWay.Answer behind = underWay.history(mark(12));

    assertThat(lost.judge(-1, new TimeoutException("too late"))).contains("not taken");
    assertThat(behind.judge(100, null)).contains("does not count");
    assertThat(voices.isHeard(PARTITION)).isFalse();
  }

  @Test
  void aTimerThatTheInboxDoesNotTakeIsTrouble() {
    UnderWay.Answer first = underWay.timer(mark(10));
    UnderWay.Answer second = underWay.timer(mark(10));

    assertThat(first.judge(-1, new TimeoutException("too late"))).contains("not taken");
    assertThat(first.silences()).as("the partition has a setback").isTrue();
    assertThat(second.judge(-1, new TimeoutException("too late"))).contains("not taken");
    assertThat(second.silences()).as("one setback is enough").isFalse();
    assertThat(voices.isHeard(PARTITION)).isFalse();
  }

  @Test
  void aTimerMayStandAnywhereAndIsNoRecordOfTheJournal() {
    UnderWay.Answer timer = underWay.timer(mark(10));
    UnderWay.Answer record = underWay.history(mark(11));
    assertThat(underWay.isQuiet()).isFalse();

    assertThat(timer.judge(77, null)).isNull();
    assertThat(record.judge(100, null)).isNull();
    timer.done();
    record.done();

    assertThat(voices.isHeard(PARTITION)).isTrue();
    assertThat(underWay.isQuiet()).isTrue();
  }

  @Test
  void whatIsSentAfterTheTermIsOverIsTrouble() {
    voices.end(PARTITION, voice);

    assertThat(underWay.history(mark(11)).judge(100, null)).contains("term was over");
  }

  @Test
  void aCommandIsUnsaidUntilItIsDoneWithAndHoldsUpNoCommit() {
    UnderWay.Answer answer = underWay.history(mark(11));
    Runnable done = underWay.command(mark(11));
    assertThat(answer.judge(100, null)).isNull();
    answer.done();

    assertThat(underWay.isQuiet()).isTrue();
    assertThat(voice.said()).isEqualTo(10);
    done.run();
    assertThat(voice.said()).isEqualTo(11);
  }
}
