package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.config.RoutingTable;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.journal.Armed;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.Posted;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.node.NodePresence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Holds `EffectsBuilder`, `Live`, `Heard`, `Post`, `Ordering`, `TimerIndex`, `View`,
/// `ImpossibleHistory`, `FactMemory`, `Aggregate`, `DueTimer`, `Effects`, `InboxEntry`, `Ledger`,
/// `PartitionMachine` and `Place`.
class PartitionMachineTest {
  private static final AggregateId A = new AggregateId("a");

  private final Log log = new Log();
  private final List<Effects.Entry> journal = new ArrayList<>();
  private long said;
  private PartitionMachine<Tally.State> machine = takeOver();

  /// Another owner, with nothing but the journal.
  private PartitionMachine<Tally.State> takeOver() {
    return takeOver(new Tally());
  }

  private PartitionMachine<Tally.State> takeOver(Tally aggregate) {
    Ledger<Tally.State> ledger = new Ledger<>(aggregate, Log.PARTITION);
    ledger.take(0, new JournalHead(1, 0, Instant.EPOCH), began());
    for (int i = 0; i < journal.size(); i++) {
      Effects.Entry record = journal.get(i);
      assertThat(ledger.take(i + 1, new JournalHead(1, i + 1, at(record)), record.body())).isTrue();
    }
    ledger.take(journal.size() + 1, new JournalHead(2, 0, Instant.EPOCH), began());
    return new PartitionMachine<>(aggregate, ledger, new WriterSchemas(), () -> said);
  }

  private static TermBegan began() {
    return new TermBegan("test", NodeId.control(0), "test", 1);
  }

  private static Instant at(Effects.Entry record) {
    return Families.JOURNAL.decode(record.value().array()).head().at();
  }

  private Effects apply(InboxEntry entry) {
    Effects outcome = machine.apply(entry);
    journal.addAll(outcome.journal());
    return outcome;
  }

  private static List<String> events(Effects outcome) {
    List<String> events = new ArrayList<>();
    for (Effects.Entry record : outcome.journal()) {
      if (record.body() instanceof Decided decided) {
        decided.events().forEach(event -> events.add(Tally.text(event)));
      }
    }
    return events;
  }

  private @Nullable List<String> told() {
    Tally.State state = machine.state(A);
    return state == null ? null : state.told();
  }

  @Test
  void aDecisionIsOneRecordWithItsEventsItsCommandsAndItsCause() {
    Effects outcome = apply(log.tell("a", Tally.BEGIN));

    Decided decided = (Decided) outcome.journal().getFirst().body();
    assertThat(outcome.journal()).hasSize(1);
    assertThat(events(outcome)).containsExactly("begin a", "nodes []");
    assertThat(decided.firstEvent()).isEqualTo(1);
    assertThat(decided.cause().offset()).isZero();
    assertThat(decided.cause().origin()).isEqualTo(new Origin(Log.NODE, 1, 1, log.now));
    assertThat(outcome.commands())
        .extracting(CommandRecord::target)
        .containsExactly(NodeId.edge(1), NodeId.edge(1), NodeId.media(0));
    assertThat(decided.commands())
        .extracting(order -> order.command())
        .isEqualTo(outcome.commands().stream().map(CommandRecord::value).toList());
    assertThat(Families.JOURNAL.decode(outcome.journal().getFirst().value().array()).body())
        .isEqualTo(decided);
  }

  @Test
  void aCommandIsNamedAfterItsInputAndItsContent() {
    Effects outcome = apply(log.tell("a", Tally.BEGIN));

    assertThat(outcome.commands())
        .extracting(CommandRecord::id)
        .allMatch(id -> id.startsWith("3.0/"))
        .doesNotHaveDuplicates();
  }

  @Test
  void anAnswerForAnUnknownCallIsARecordWithoutEvents() {
    Effects outcome = apply(log.tell("a", Tally.THREE_EVENTS));

    Decided decided = (Decided) outcome.journal().getFirst().body();
    assertThat(decided.events()).isEmpty();
    assertThat(decided.life()).isZero();
    assertThat(decided.commands()).hasSize(1);
    assertThat(outcome.commands()).hasSize(1);
    assertThat(machine.held()).isZero();
  }

  @Test
  void anInputThatHistoryHasDecidedLeadsToNothing() {
    InboxEntry begin = log.tell("a", Tally.BEGIN);
    apply(begin);
    apply(log.tell("a", Tally.THREE_EVENTS));
    machine = takeOver();

    Effects again = apply(begin);

    assertThat(again.journal()).isEmpty();
    assertThat(again.commands()).isEmpty();
    assertThat(again.notes()).containsExactly(new Note.Repeated(0));
    assertThat(told()).hasSize(5);
  }

  @Test
  void whoTakesOverSaysAgainWhatMayNotHaveBeenSaid() {
    Effects first = apply(log.tell("a", Tally.BEGIN));
    said = 1;
    Effects second = apply(log.tell("a", Tally.THREE_EVENTS));
    Effects answer = apply(log.tell("unknown", Tally.NOTHING));
    machine = takeOver();

    List<CommandRecord> expected = new ArrayList<>(second.commands());
    expected.addAll(answer.commands());
    assertThat(machine.unsaid()).isEqualTo(expected);
    assertThat(machine.unsaid()).doesNotContainAnyElementsOf(first.commands());
  }

  @Test
  void aFactSaidAgainIsTakenOnce() {
    Origin origin = new Origin(NodeId.edge(3), 7, 41, log.now);
    RtpTimedOut fact = new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, Tally.BEGIN);
    byte[] bytes = Families.INBOX.encode(origin, fact);

    assertThat(events(apply(log.addBytes("a", bytes)))).hasSize(2);
    assertThat(apply(log.addBytes("a", bytes)).notes().getFirst()).isInstanceOf(Note.Refused.class);
    machine = takeOver();
    assertThat(apply(log.addBytes("a", bytes)).journal()).as("by the next owner").isEmpty();

    byte[] later =
        Families.INBOX.encode(
            new Origin(NodeId.edge(3), 7, 43, log.now),
            new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, Tally.THREE_EVENTS));
    byte[] overtaken =
        Families.INBOX.encode(
            new Origin(NodeId.edge(3), 7, 42, log.now),
            new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, Tally.THREE_EVENTS));
    assertThat(events(apply(log.addBytes("a", later)))).hasSize(3);
    assertThat(events(apply(log.addBytes("a", overtaken)))).as("one that was overtaken").hasSize(3);
    byte[] nextLife =
        Families.INBOX.encode(
            new Origin(NodeId.edge(3), 8, 41, log.now),
            new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, Tally.THREE_EVENTS));
    assertThat(events(apply(log.addBytes("a", nextLife)))).as("the node's next life").hasSize(3);
  }

  @Test
  void aNodesComingIsToldToTheCallsItConcernsInTheOrderOfTheirIds() {
    apply(log.tell("b", Tally.BEGIN));
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("c", Tally.BEGIN));
    apply(log.tell("c", Tally.END));

    Effects outcome = apply(log.joined(NodeId.media(0), 1));

    assertThat(outcome.journal())
        .extracting(Effects.Entry::key)
        .containsExactly(null, A, new AggregateId("b"));
    assertThat(outcome.journal())
        .extracting(record -> more(record))
        .containsExactly(true, true, false);
    assertThat(machine.view().liveNodes()).containsOnlyKeys(NodeId.media(0));
    assertThat(apply(log.joined(NodeId.edge(5), 1)).journal())
        .as("a node that no call depends on")
        .hasSize(1);
  }

  private static boolean more(Effects.Entry record) {
    return switch (record.body()) {
      case Decided decided -> decided.more();
      case ViewChanged changed -> changed.more();
      case TermBegan _ -> false;
    };
  }

  @Test
  void whoTakesOverInTheMiddleOfAFanOutTellsTheRest() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("b", Tally.BEGIN));
    apply(log.tell("c", Tally.BEGIN));
    InboxEntry joined = log.joined(NodeId.media(0), 1);
    Effects whole = apply(joined);
    for (int kept = 1; kept <= 4; kept++) {
      while (journal.size() > 3 + kept) {
        journal.removeLast();
      }
      machine = takeOver();

      Effects rest = machine.apply(joined);

      assertThat(rest.journal())
          .as("%d records of the fan-out were written", kept)
          .extracting(Effects.Entry::key)
          .isEqualTo(whole.journal().subList(kept, 4).stream().map(Effects.Entry::key).toList());
      journal.clear();
      journal.addAll(restored(whole));
    }
  }

  private List<Effects.Entry> restored(Effects fanOut) {
    Owners<Tally.State> owners = new Owners<>(new Tally(), Log.PARTITION);
    var owner = owners.begin();
    List<Effects.Entry> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.addAll(owner.decide(log.entries.get(i)).journal());
    }
    all.addAll(fanOut.journal());
    return all;
  }

  /// A node counts its facts and its announcements each for themselves.
  @Test
  void theNumberOfAnAnnouncementIsNotTakenForThatOfAFact() {
    Origin origin = new Origin(NodeId.edge(3), 7, 1, log.now);
    NodePresence presence =
        new NodePresence(NodeId.edge(3), 7, NodePresence.Status.LIVE, List.of(), 0);
    apply(log.addBytes(null, Families.INBOX.encode(origin, new NodeJoined(presence))));

    byte[] fact =
        Families.INBOX.encode(
            origin, new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, Tally.BEGIN));
    assertThat(events(apply(log.addBytes("a", fact)))).hasSize(2);
  }

  @Test
  void oldNewsOfANodeIsRefused() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.joined(NodeId.media(0), 5));

    assertThat(apply(log.joined(NodeId.media(0), 5)).journal()).isEmpty();
    assertThat(apply(log.lost(NodeId.media(0), 4)).journal()).isEmpty();
    assertThat(events(apply(log.lost(NodeId.media(0), 5)))).containsExactly("lost media-0");
    assertThat(apply(log.lost(NodeId.media(0), 5)).journal()).isEmpty();
    machine = takeOver();
    assertThat(apply(log.joined(NodeId.media(0), 4)).journal()).isEmpty();
    assertThat(machine.view().liveNodes()).isEmpty();
  }

  @Test
  void aNodeHeardAgainInTheSameLifeIsInTheViewButNoNewsToACall() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.joined(NodeId.media(0), 5));
    apply(log.lost(NodeId.media(0), 5));

    assertThat(events(apply(log.joined(NodeId.media(0), 5)))).isEmpty();
    assertThat(machine.view().liveNodes()).containsOnlyKeys(NodeId.media(0));
  }

  @Test
  void theRoutingTableOfTheHighestVersionIsInForceAfterATakeoverToo() {
    apply(log.add(null, new RoutingChanged(new RoutingTable(2, List.of(), 60, 60, 0))));
    apply(log.add(null, new RoutingChanged(new RoutingTable(1, List.of(), 30, 30, 0))));
    machine = takeOver();

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
    machine = takeOver();
    assertThat(machine.dueTimers(log.now.plusSeconds(6))).containsExactly(due);

    log.now = log.now.plusSeconds(5);
    apply(log.add("a", due.input()));
    machine = takeOver();
    assertThat(machine.dueTimers(log.now.plusSeconds(7))).isEmpty();
  }

  @Test
  void aTimerThatComesBeforeItIsDueByTheInboxsTimeIsPutBack() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("a", Tally.ASK_FOR_TIMER));
    DueTimer due = machine.dueTimers(log.now.plusSeconds(10)).getFirst();
    log.now = log.now.plusMillis(4_999);

    Effects early = apply(log.add("a", due.input()));

    assertThat(early.journal()).isEmpty();
    assertThat(early.notes()).containsExactly(new Note.Early(A, "ring"));
    log.now = log.now.plusMillis(1);
    assertThat(machine.dueTimers(log.now)).containsExactly(due);
    assertThat(events(apply(log.add("a", due.input())))).containsExactly("fired ring");
  }

  @Test
  void aDecisionSaysWhatTimersRunAfterIt() {
    apply(log.tell("a", Tally.BEGIN));

    Decided decided =
        (Decided) apply(log.tell("a", Tally.ASK_FOR_TIMER)).journal().getFirst().body();

    assertThat(decided.timers()).containsExactly(new Armed("ring", 3, log.now.plusSeconds(5)));
  }

  @Test
  void anEndedCallIsLetGoWhenItsRetentionIsOverByTheInboxsTime() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("a", Tally.END));
    log.now = log.now.plus(Duration.ofMillis(63_999));
    apply(log.tell("b", Tally.BEGIN));
    assertThat(machine.held()).isEqualTo(2);
    log.now = log.now.plusMillis(1);
    apply(log.tell("b", Tally.NOTHING));

    assertThat(machine.held()).isEqualTo(1);
    assertThat(machine.nextTimer()).as("nobody has to be woken for it").isNull();
  }

  @Test
  void theSameIdAfterItsRetentionIsAnotherLife() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("a", Tally.END));
    log.now = log.now.plusSeconds(65);

    Decided born = (Decided) apply(log.tell("a", Tally.BEGIN)).journal().getFirst().body();

    assertThat(born.firstEvent()).isEqualTo(1);
    assertThat(born.life()).isEqualTo(2);
    machine = takeOver();
    assertThat(told()).hasSize(2);
    Decided next = (Decided) apply(log.tell("a", Tally.THREE_EVENTS)).journal().getFirst().body();
    assertThat(next.life()).isEqualTo(2);
    assertThat(next.firstEvent()).isEqualTo(3);
  }

  @Test
  void aFaultInADecisionEndsThatCallAndNoOtherInTheSameWordsEverywhere() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("b", Tally.BEGIN));

    Effects outcome = apply(log.tell("a", Tally.THROW));

    assertThat(events(outcome).getFirst()).isEqualTo("quarantined a bug in a decision");
    assertThat(events(apply(log.tell("b", Tally.THREE_EVENTS)))).hasSize(3);
    assertThat(apply(log.tell("a", Tally.THROW)).journal().getFirst().body())
        .isInstanceOfSatisfying(Decided.class, decided -> assertThat(decided.events()).isEmpty());
  }

  @Test
  void aStackThatIsTooSmallIsTheNodesFaultAndDecidesNothing() {
    apply(log.tell("a", Tally.BEGIN));
    InboxEntry deep = log.tell("a", Tally.DEEP);
    machine = takeOver(Tally.narrow());
    long number = machine.number();
    assertThatThrownBy(() -> machine.apply(deep)).isInstanceOf(StackOverflowError.class);
    assertThat(machine.number()).as("nothing was decided").isEqualTo(number);
    assertThat(told()).doesNotContain("deep");

    machine = takeOver();
    assertThat(events(apply(deep))).containsExactly("deep");
  }

  @Test
  void aDecisionTooLargeToBeWrittenQuarantinesItsCallWithOneThatIsNot() {
    apply(log.tell("a", Tally.BEGIN));

    Effects outcome = apply(log.tell("a", Tally.TOO_LARGE));

    assertThat(events(outcome).getFirst()).startsWith("quarantined");
    assertThat(outcome.journal()).hasSize(1);
  }

  /// Its places were given away before; what was decided stays, and what is new is decided.
  @Test
  void anInboxThatWasMadeAnewIsDecidedFromItsBeginning() {
    apply(log.tell("a", Tally.BEGIN));
    apply(log.tell("a", Tally.THREE_EVENTS));
    Log anew = new Log();
    anew.now = log.now.plusSeconds(60);
    InboxEntry first =
        anew.addBytes(
            "a",
            Families.INBOX.encode(
                new Origin(Log.NODE, 2, 1, anew.now),
                new RtpTimedOut(Log.NODE, 0, LegId.CALLER, Tally.ASK_FOR_TIMER)));

    machine = takeOver();
    assertThat(machine.apply(first).journal()).as("an owner that does not look").isEmpty();
    Ledger<Tally.State> ledger = new Ledger<>(new Tally(), Log.PARTITION);
    ledger.take(0, new JournalHead(1, 0, Instant.EPOCH), began("old", null));
    for (int i = 0; i < journal.size(); i++) {
      Effects.Entry record = journal.get(i);
      ledger.take(i + 1, new JournalHead(1, i + 1, at(record)), record.body());
    }
    assertThat(ledger.inbox()).isEqualTo("old");
    assertThat(ledger.mark()).isEqualTo(1);
    ledger.take(3, new JournalHead(2, 0, Instant.EPOCH), began("new", 0L));
    assertThat(ledger.inbox()).isEqualTo("new");
    assertThat(ledger.mark()).isEqualTo(-1);
    Floor floor = ledger.floor(0);
    machine = new PartitionMachine<>(new Tally(), ledger, new WriterSchemas(), () -> said);

    assertThat(events(machine.apply(first))).hasSize(1).first().asString().startsWith("timer ");
    assertThat(machine.apply(first).notes()).containsExactly(new Note.Repeated(0));
    assertThat(Ledger.from(new Tally(), floor).inbox()).isEqualTo("new");
  }

  private static TermBegan began(String inbox, @Nullable Long from) {
    return new TermBegan("test", NodeId.control(0), "test", 1, inbox, from);
  }

  @Test
  void anUnreadableRecordEndsItsCallAndWithoutOneIsSkipped() {
    apply(log.tell("a", Tally.BEGIN));

    assertThat(apply(log.addBytes(null, new byte[] {1})).notes().getFirst())
        .isInstanceOf(Note.Skipped.class);
    assertThat(apply(log.addBytes("unknown", new byte[] {1})).notes().getFirst())
        .isInstanceOf(Note.Skipped.class);
    assertThat(events(apply(log.addBytes("a", new byte[] {1}))).getFirst())
        .isEqualTo("quarantined an input cannot be read");
  }

  @Test
  void aHistoryThatDoesNotAddUpQuarantinesItsCallAfterATakeoverOnce() {
    apply(log.tell("a", Tally.BEGIN));
    Decided begun = (Decided) journal.getFirst().body();
    Decided odd =
        new Decided(
            begun.kind(),
            A,
            begun.life(),
            1,
            new io.switchlog.schemas.journal.Cause(
                Log.PARTITION, log.tell("a", Tally.NOTHING).offset(), null),
            false,
            0,
            3,
            List.of(new CallQuarantined("unfoldable"), new CallQuarantined("behind it")),
            List.of(),
            List.of());
    journal.add(
        new Effects.Entry(
            A, 2, odd, Bytes.of(Families.JOURNAL.encode(new JournalHead(1, 2, log.now), odd))));
    machine = takeOver();

    DueTimer due = machine.dueTimers(log.now).getFirst();
    Effects outcome = apply(log.add("a", due.input()));

    assertThat(events(outcome).getFirst()).startsWith("quarantined");
    assertThat(((Decided) outcome.journal().getFirst().body()).firstEvent()).isEqualTo(5);
    machine = takeOver();
    assertThat(machine.dueTimers(log.now)).isEmpty();
  }

  @Test
  void aMessageToAnotherAggregateIsNumberedInItsSendersLife() {
    apply(log.tell("a", Tally.BEGIN));
    Effects first = apply(log.tell("a", Tally.TELL));
    Effects second = apply(log.tell("a", Tally.TELL));

    assertThat(first.posts())
        .extracting(post -> post.input().sender())
        .containsExactly(new Sender(A, 0, 1), new Sender(A, 0, 2));
    assertThat(first.posts())
        .extracting(PostRecord::number)
        .containsOnly(first.journal().getFirst().number());
    assertThat(second.posts())
        .extracting(post -> post.input().sender().number())
        .containsExactly(3L, 4L);
    assertThat(((Decided) second.journal().getFirst().body()).messages())
        .extracting(Posted::to)
        .containsExactly(Tally.OTHER, Tally.OTHER);
  }

  @Test
  void whoeverTakesOverSaysTheSameMessagesAgain() {
    apply(log.tell("a", Tally.BEGIN));
    Effects told = apply(log.tell("a", Tally.TELL));

    machine = takeOver();

    assertThat(machine.unsaidPosts()).isEqualTo(told.posts());
    assertThat(apply(log.tell("a", Tally.TELL)).posts())
        .extracting(post -> post.input().sender().number())
        .containsExactly(3L, 4L);
  }

  @Test
  void aMessageIsTakenOnceAndNoneThatWasSaidBeforeIt() {
    apply(log.tell("a", Tally.BEGIN));

    assertThat(events(hears(1, 2))).containsExactly("heard 2");
    assertThat(events(hears(1, 2))).isEmpty();
    assertThat(events(hears(1, 1))).isEmpty();
    machine = takeOver();
    assertThat(hears(1, 2).notes()).hasOnlyElementsOfType(Note.Refused.class);
    assertThat(events(hears(1, 3))).containsExactly("heard 3");
  }

  @Test
  void aLifeOfItsSenderCountsByItself() {
    apply(log.tell("a", Tally.BEGIN));

    assertThat(events(hears(1, 7))).containsExactly("heard 7");
    assertThat(events(hears(2, 1))).containsExactly("heard 1");
    assertThat(events(hears(1, 8))).containsExactly("heard 8");
  }

  private Effects hears(long life, long number) {
    Sender sender = new Sender(Tally.OTHER, life, number);
    return apply(log.add("a", new MessageArrived(sender, new CallMessage.SlotDenied())));
  }
}
