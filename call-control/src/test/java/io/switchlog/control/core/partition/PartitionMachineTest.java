package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.control.core.partition.Outcome.Note;
import io.switchlog.control.core.partition.Outcome.StoreChange;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.TimerFired;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionMachineTest {
  private static final CallId A = new CallId("a");

  private final Log log = new Log();
  private final MemoryStore store = new MemoryStore();
  private PartitionMachine<Tally.State, String> machine = restore();

  private PartitionMachine<Tally.State, String> restore() {
    return PartitionMachine.restore(new Tally(), store, new WriterSchemas());
  }

  private Outcome apply(InboxEntry entry) {
    Outcome outcome = machine.apply(entry);
    store.apply(outcome.changes());
    return outcome;
  }

  private static List<String> events(Outcome outcome) {
    return outcome.journal().stream().map(PartitionMachineTest::text).toList();
  }

  private static String text(Outcome.JournalRecord event) {
    return new Tally().read(event.value().array()).body();
  }

  private @Nullable List<String> told() {
    Tally.State state = machine.state(A);
    return state == null ? null : state.told();
  }

  @Test
  void anAcceptedInputIsNumberedJournalledStoredAndReactedTo() {
    Outcome outcome = apply(log.tell("a", Tally.BEGIN));

    assertThat(events(outcome)).containsExactly("begin a", "nodes []");
    assertThat(new Tally().read(outcome.journal().getLast().value().array()).head())
        .isEqualTo(new EventHead(2, Log.PARTITION, 0, log.now));
    assertThat(outcome.commands())
        .extracting(CommandRecord::id)
        .containsExactly("a/1/0", "a/2/0", "a/2/1");
    assertThat(outcome.commands())
        .extracting(CommandRecord::target)
        .containsExactly(NodeId.edge(1), NodeId.edge(1), NodeId.media(0));
    assertThat(outcome.changes())
        .as("the last event first")
        .extracting(StoreChange::value)
        .containsExactly(outcome.journal().getLast().value(), outcome.journal().getFirst().value());
  }

  @Test
  void anAnswerForAnUnknownCallIsNamedAfterItsPlaceInTheLogAndRemembersNothing() {
    Outcome outcome = apply(log.tell("a", Tally.THREE_EVENTS));

    assertThat(outcome.commands()).extracting(CommandRecord::id).containsExactly("a/3.0/0");
    assertThat(outcome.changes()).isEmpty();
    assertThat(machine.heldCalls()).isZero();
  }

  @Test
  void aRepeatedInputSaysTheSameAgainAndDecidesNothing() {
    InboxEntry begin = log.tell("a", Tally.BEGIN);
    Outcome first = apply(begin);
    apply(log.tell("a", Tally.THREE_EVENTS));
    machine = restore();

    Outcome again = apply(begin);

    assertThat(again.journal()).isEqualTo(first.journal());
    assertThat(again.commands()).isEqualTo(first.commands());
    assertThat(again.changes()).isEqualTo(first.changes());
    assertThat(again.notes()).containsExactly(new Note.Repeated(A, 2));
    assertThat(told()).hasSize(5);
  }

  @Test
  void anInputOnceRefusedStaysRefusedThoughTheViewHasChangedSince() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.joined(NodeId.media(0), 1));
    InboxEntry refused = log.tell("a", Tally.ONLY_WITH_EVEN_NODES);
    assertThat(events(apply(refused))).isEmpty();
    apply(log.joined(NodeId.media(1), 1));
    machine = restore();

    assertThat(apply(refused).journal()).isEmpty();
  }

  @Test
  void aNodesComingIsToldToEveryLiveCallInTheOrderOfTheirIds() {
    apply(log.tell("b", Tally.BEGIN));
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("c", Tally.BEGIN));
    apply(log.tell("c", Tally.END));

    Outcome outcome = apply(log.joined(NodeId.media(4), 1));

    assertThat(outcome.journal())
        .extracting(Outcome.JournalRecord::call)
        .containsExactly(A, A, new CallId("b"), new CallId("b"));
    assertThat(machine.view().liveNodes()).containsOnlyKeys(NodeId.media(4));
  }

  @Test
  void oldNewsOfANodeIsRefused() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.joined(NodeId.media(0), 5));

    assertThat(apply(log.joined(NodeId.media(0), 5)).journal()).isEmpty();
    assertThat(apply(log.lost(NodeId.media(0), 4)).journal()).isEmpty();
    assertThat(events(apply(log.lost(NodeId.media(0), 5)))).containsExactly("lost media-0");
    assertThat(apply(log.lost(NodeId.media(0), 5)).journal()).isEmpty();
    machine = restore();
    assertThat(apply(log.joined(NodeId.media(0), 4)).journal()).isEmpty();
    assertThat(machine.view().liveNodes()).isEmpty();
  }

  @Test
  void aNodeHeardAgainInTheSameLifeIsInTheViewButNoNewsToACall() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.joined(NodeId.media(0), 5));
    apply(log.lost(NodeId.media(0), 5));

    assertThat(apply(log.joined(NodeId.media(0), 5)).journal()).isEmpty();
    assertThat(machine.view().liveNodes()).containsOnlyKeys(NodeId.media(0));
  }

  @Test
  void theRoutingTableOfTheHighestVersionIsInForceAfterATakeoverToo() {
    apply(log.add(null, new RoutingChanged(new RoutingTable(2, List.of(), 60, 60, 0))));
    apply(log.add(null, new RoutingChanged(new RoutingTable(1, List.of(), 30, 30, 0))));
    machine = restore();

    assertThat(machine.view().routing().version()).isEqualTo(2);
  }

  @Test
  void aTimerIsHandedOutOnceAndAgainAfterATakeoverUntilAnEventSettlesIt() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("a", Tally.ASK_FOR_TIMER));
    DueTimer due = new DueTimer(A, new TimerFired("ring", 3));
    assertThat(machine.nextTimer()).isEqualTo(log.now.plusSeconds(5));
    assertThat(machine.dueTimers(log.now.plusMillis(4_999))).isEmpty();

    assertThat(machine.dueTimers(log.now.plusSeconds(5))).containsExactly(due);
    assertThat(machine.dueTimers(log.now.plusSeconds(6))).isEmpty();
    machine = restore();
    assertThat(machine.dueTimers(log.now.plusSeconds(6))).containsExactly(due);

    apply(log.add("a", due.input()));
    machine = restore();
    assertThat(machine.dueTimers(log.now.plusSeconds(7))).isEmpty();
  }

  @Test
  void anEndedCallIsLetGoWhenItsRetentionIsOver() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("a", Tally.END));
    log.now = log.now.plus(Duration.ofSeconds(64));
    TimerFired retention = machine.dueTimers(log.now).getFirst().input();

    Outcome outcome = apply(log.add("a", retention));

    assertThat(outcome.journal()).isEmpty();
    assertThat(outcome.notes()).containsExactly(new Note.Removed(A));
    assertThat(store.size()).isZero();
    assertThat(machine.heldCalls()).isZero();
  }

  @Test
  void aFaultInADecisionEndsThatCallAndNoOther() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("b", Tally.BEGIN));

    Outcome outcome = apply(log.tell("a", Tally.THROW));

    assertThat(events(outcome).getFirst())
        .isEqualTo("quarantined java.lang.IllegalStateException: made to fail");
    assertThat(events(apply(log.tell("b", Tally.THREE_EVENTS)))).hasSize(3);
    assertThat(apply(log.tell("a", Tally.THROW)).journal()).isEmpty();
  }

  @Test
  void anUnreadableRecordEndsItsCallAndWithoutOneIsSkipped() {
    apply(log.tell("a", Tally.BEGIN));

    assertThat(apply(log.addBytes(null, new byte[] {1})).notes().getFirst())
        .isInstanceOf(Note.Skipped.class);
    assertThat(apply(log.addBytes("unknown", new byte[] {1})).notes().getFirst())
        .isInstanceOf(Note.Skipped.class);
    assertThat(events(apply(log.addBytes("a", new byte[] {1}))).getFirst())
        .startsWith("quarantined expected a record of inbox");
  }

  @Test
  void storedEventsThatDoNotAddUpQuarantineTheirCallAfterATakeoverOnce() {
    apply(log.tell("a", Tally.BEGIN));
    store.apply(List.of(event(3, "unfoldable"), event(4, "behind it")));
    machine = restore();

    DueTimer due = machine.dueTimers(log.now).getFirst();
    Outcome outcome = apply(log.add("a", due.input()));

    assertThat(outcome.journal()).extracting(Outcome.JournalRecord::number).containsExactly(5L, 6L);
    assertThat(events(outcome).getFirst()).startsWith("quarantined");
    machine = restore();
    assertThat(told()).hasSize(4);
    assertThat(machine.dueTimers(log.now)).isEmpty();
  }

  @Test
  void whatStandsBehindAGapIsClearedAway() {
    apply(log.tell("a", Tally.BEGIN));
    store.apply(List.of(event(4, "half a decision")));
    machine = restore();

    store.apply(machine.leftovers().changes());

    assertThat(told()).hasSize(2);
    assertThat(store.size()).isEqualTo(2);
  }

  private static StoreChange event(long number, String text) {
    EventHead head = new EventHead(number, Log.PARTITION, 1, new Log().now);
    return new StoreChange(StoreKeys.event(A, number), Bytes.of(new Tally().write(head, text)));
  }
}
