package io.switchlog.allinone.history;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.history.CallSummary.Phase;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegResumed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CallHistoryTest {
  @Test
  void aCallGoesThroughItsPhasesEventByEvent() {
    Recorded call = recorded(Told.talk());

    assertThat(call.events().keySet().stream().map(n -> call.summaryAt(n).phase()))
        .containsExactly(
            Phase.OFFERED,
            Phase.OFFERED,
            Phase.DIALING,
            Phase.RINGING,
            Phase.ANSWERED,
            Phase.ESTABLISHED,
            Phase.ENDING,
            Phase.ENDED);
  }

  @Test
  void theSummaryTellsWhoWhomWhenAndWhy() {
    CallSummary call = recorded(Told.talk()).summary();

    assertThat(call.from()).isEqualTo("sip:alice@example.org");
    assertThat(call.to()).isEqualTo("sip:2bob@127.0.0.1:5060");
    assertThat(call.rule()).isEqualTo("to-bob");
    assertThat(call.tableVersion()).isEqualTo(3);
    assertThat(call.offered()).isEqualTo(Told.START);
    assertThat(call.rang()).isEqualTo(Told.START.plusSeconds(3));
    assertThat(call.answered()).isEqualTo(Told.START.plusSeconds(4));
    assertThat(call.ended()).isEqualTo(Told.START.plusSeconds(7));
    assertThat(call.duration(Told.START.plusSeconds(99))).isEqualTo(Duration.ofSeconds(7));
    assertThat(call.outcome()).isEqualTo(Told.HUNG_UP);
    assertThat(call.legs().keySet()).containsExactly(LegId.CALLER, Told.CALLEE);
    assertThat(requireNonNull(call.legs().get(Told.CALLEE)).condition()).isEqualTo("answered");
  }

  @Test
  void eachLegsEndIsItsOwn() {
    TreeMap<Long, Envelope<EventHead, CallEvent>> events = new TreeMap<>();
    Told.talkOfRules5().forEach(event -> events.put(event.head().number(), event));
    Recorded call = new Recorded(Told.CALL, 1, events);

    assertThat(call.summary().legs().values().stream().map(CallSummary.LegSummary::condition))
        .containsExactly("hung up", "ended (200)");
    assertThat(call.summaryAt(12).legs().values().stream().map(CallSummary.LegSummary::condition))
        .containsExactly("hung up", "being hung up");
    assertThat(events.values().stream().skip(4).map(event -> EventText.of(event.body())))
        .containsExactly(
            "leg 2",
            "leg 1, 200 OK",
            "may last until 2026-11-20T16:00:00Z",
            "leg 1 and leg 2",
            "dialogs, session descriptions and media complete",
            "leg 1 hung up",
            "normal, leg 1 hung up",
            "leg 2 with BYE",
            "leg 2, 200 OK",
            "normal, leg 1 hung up");
  }

  @Test
  void aLiveCallLastsUntilNow() {
    CallSummary call = recorded(Told.talk().subList(0, 6)).summary();

    assertThat(call.isEnded()).isFalse();
    assertThat(call.duration(Told.START.plusSeconds(99))).isEqualTo(Duration.ofSeconds(99));
    assertThat(EventText.endOf(call)).isEqualTo("-");
  }

  @Test
  void aCallIsHeldUntilNoLegHoldsIt() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 6));
    events.add(new LegHeld(LegId.CALLER));
    events.add(new LegHeld(Told.CALLEE));
    events.add(new LegResumed(LegId.CALLER));
    events.add(new LegResumed(Told.CALLEE));
    Recorded call = recorded(events);

    assertThat(List.of(7L, 8L, 9L, 10L).stream().map(n -> call.summaryAt(n).phase()))
        .containsExactly(Phase.HELD, Phase.HELD, Phase.HELD, Phase.ESTABLISHED);
  }

  @Test
  void aLegThatMovedIsAtItsNewEdge() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 6));
    events.add(new LegMoved(LegId.CALLER, NodeId.edge(1), null));

    assertThat(requireNonNull(recorded(events).summary().legs().get(LegId.CALLER)).edge())
        .isEqualTo(NodeId.edge(1));
  }

  @Test
  void aQuarantinedCallStaysOneWhateverItEndsWith() {
    List<CallEvent> events = new ArrayList<>(Told.talk().subList(0, 6));
    events.add(new CallQuarantined("expected this, found that"));
    events.addAll(Told.talk().subList(6, 8));

    assertThat(recorded(events).summary().phase()).isEqualTo(Phase.QUARANTINED);
    assertThat(recorded(events).summary().isEnded()).isTrue();
  }

  @Test
  void everyEventHasWordsOfItsOwn() {
    assertThat(Told.talk().stream().map(EventText::of))
        .containsExactly(
            "sip:alice@example.org calls sip:2bob@127.0.0.1:5060, offer delayed",
            "rule to-bob of table 3: dial sip:bob@127.0.0.1:5070, media relay",
            "leg 2 to sip:bob@127.0.0.1:5070 by edge-0",
            "leg 2, 180 Ringing",
            "leg 2, 200 OK",
            "dialogs, session descriptions and media complete",
            "leg 1: normal",
            "normal, leg 1 hung up");
    assertThat(EventText.of(Told.refused().get(1))).isEqualTo("no rule of table 3 matches");
  }

  static Recorded recorded(List<CallEvent> events) {
    TreeMap<Long, Envelope<EventHead, CallEvent>> byNumber = new TreeMap<>();
    Told.journal(events).forEach(event -> byNumber.put(event.head().number(), event));
    return new Recorded(Told.CALL, 1, byNumber);
  }
}
