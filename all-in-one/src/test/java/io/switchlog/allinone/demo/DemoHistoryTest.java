package io.switchlog.allinone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.history.Cdr;
import io.switchlog.allinone.history.Recorded;
import io.switchlog.allinone.history.Told;
import io.switchlog.control.replay.Verdict;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.media.QualityMeasured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The demonstration holds the log against what a call has to leave there.
class DemoHistoryTest {
  private static final List<QualityMeasured> BOTH =
      List.of(
          Told.quality(LegId.CALLER, true, Told.START.plusSeconds(7), 0),
          Told.quality(Told.CALLEE, true, Told.START.plusSeconds(7), 0));

  @Test
  void nothingIsMissingAfterATalk() {
    assertThat(history(Told.talk(), BOTH, same(Told.talk().size())).faults()).isEmpty();
  }

  @Test
  void aCallThatHasNotEndedIsNamed() {
    List<CallEvent> events = Told.talk().subList(0, Told.talk().size() - 1);

    assertThat(history(events, BOTH, same(events.size())).faults())
        .containsExactly(
            "the journal has 0 CallEnded, expected 1", "there is no call detail record");
  }

  @Test
  void aSecondEndIsNamed() {
    List<CallEvent> events = new ArrayList<>(Told.talk());
    events.add(events.getLast());

    assertThat(history(events, BOTH, same(events.size())).faults())
        .containsExactly("the journal has 2 CallEnded, expected 1");
  }

  @Test
  void anIncompleteCallDetailRecordIsNamed() {
    List<CallEvent> events = Told.refused();

    assertThat(history(events, List.of(), same(events.size())).faults())
        .containsExactly(
            "the call detail record has cause NOT_FOUND, status 404",
            "the call detail record has no answer",
            "the call detail record does not say who was rung by which rule",
            "the call detail record has no quality of leg 1",
            "the call detail record has no quality of leg 2");
  }

  @Test
  void aReplayThatDiffersOrSawTooLittleIsNamed() {
    int events = Told.talk().size();

    assertThat(history(Told.talk(), BOTH, differing()).faults())
        .containsExactly("the replay decides input 3/7 otherwise");
    assertThat(history(Told.talk(), BOTH, Verdict.none()).faults())
        .containsExactly("the replay compared 0 of " + events + " events");
    assertThat(history(Told.talk(), BOTH, same(events - 1)).faults())
        .containsExactly("the replay compared " + (events - 1) + " of " + events + " events");
  }

  private static Verdict same(int events) {
    return new Verdict(1, events, 0, events, 0, List.of(), 0, List.of());
  }

  private static Verdict differing() {
    return new Verdict(
        0,
        0,
        0,
        0,
        0,
        List.of(),
        0,
        List.of(new Verdict.Difference(AggregateId.of(Told.CALL), 3, 7, "so", "otherwise", 1)));
  }

  private static DemoHistory history(
      List<CallEvent> events, List<QualityMeasured> quality, Verdict verdict) {
    List<Envelope<EventHead, CallEvent>> journal = Told.journal(events);
    TreeMap<Long, Envelope<EventHead, CallEvent>> byNumber = new TreeMap<>();
    journal.forEach(event -> byNumber.put(event.head().number(), event));
    return new DemoHistory(
        new Recorded(Told.CALL, 1, byNumber),
        Map.of(),
        quality,
        Cdr.of(Told.CALL, journal, quality),
        verdict);
  }
}
