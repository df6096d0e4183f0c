package io.switchlog.control.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Owners;
import io.switchlog.control.core.partition.Tally;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.journal.Armed;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.Ordered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A replay that can fail: each test changes one thing in the journal, and the replay has to find
/// it.
class ReplayTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final AggregateId A = new AggregateId("a");
  private static final AggregateId B = new AggregateId("b");

  private final Replay<Tally.State> replay = new Replay<>(new Tally(), new WriterSchemas());
  private final List<InboxEntry> inbox = new ArrayList<>();
  private List<Envelope<JournalHead, JournalRecord>> journal = new ArrayList<>();

  @BeforeEach
  void record() {
    for (AggregateId call : List.of(A, B, A, B)) {
      long what = inbox.size() < 2 ? Tally.BEGIN : Tally.THREE_EVENTS;
      inbox.add(entry(call, what));
    }
    Owners<Tally.State> owners = new Owners<>(new Tally(), 0);
    owners.runUndisturbed(inbox);
    journal = new ArrayList<>(owners.written());
  }

  private InboxEntry entry(AggregateId call, long what) {
    return entry(inbox.size(), 1, call, what);
  }

  private static InboxEntry entry(long offset, long life, AggregateId call, long what) {
    return new InboxEntry(
        0,
        offset,
        NOON,
        call,
        Bytes.of(
            Families.INBOX.encode(
                new Origin(NodeId.media(0), life, offset + 1, NOON),
                new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, what))));
  }

  private Recording recording(long decidedBelow) {
    long begins = inbox.isEmpty() ? decidedBelow : inbox.getFirst().offset();
    return new Recording(0, begins, inbox.iterator(), decidedBelow, journal.iterator());
  }

  /// The third decision, of call A: after the beginning of the term and two others.
  private void change(UnaryOperator<Decided> change) {
    Envelope<JournalHead, JournalRecord> record = journal.get(3);
    journal.set(3, new Envelope<>(record.head(), change.apply((Decided) record.body())));
  }

  private static Decided with(
      Decided decided, List<AggregateEvent> events, List<Ordered> commands, List<Armed> timers) {
    return new Decided(
        decided.kind(),
        decided.id(),
        decided.life(),
        decided.rules(),
        decided.cause(),
        decided.more(),
        decided.said(),
        decided.firstEvent(),
        events,
        commands,
        timers);
  }

  private void assertDiffers(String recorded) {
    Verdict verdict = replay.all(recording(4));
    assertThat(verdict.differences()).hasSize(1);
    assertThat(verdict.differences().getFirst().call()).isEqualTo(A);
    assertThat(verdict.differences().getFirst().offset()).isEqualTo(2);
    assertThat(verdict.differences().getFirst().recorded()).contains(recorded);
    assertThat(verdict.calls()).as("the other call").isEqualTo(1);
    assertThat(replay.one(recording(4), B).differences()).isEmpty();
  }

  @Test
  void anUntouchedRecordingIsDecidedTheSame() {
    Verdict all = replay.all(recording(4));
    assertThat(all.differences()).isEmpty();
    assertThat(all.calls()).isEqualTo(2);
    assertThat(all.decisions()).isEqualTo(4);
    assertThat(all.events()).isEqualTo(10);
    assertThat(replay.one(recording(4), A).decisions()).isEqualTo(2);
  }

  @Test
  void anotherEventIsFound() {
    change(decided ->
        with(
            decided,
            List.of(new CallQuarantined("something else")),
            decided.commands(),
            decided.timers()));
    assertDiffers("something else");
  }

  @Test
  void aCommandThatIsMissingIsFound() {
    change(decided ->
        with(
            decided,
            decided.events(),
            decided.commands().subList(1, decided.commands().size()),
            decided.timers()));
    assertDiffers("commands");
  }

  @Test
  void aCommandOfOtherContentIsFound() {
    change(decided -> {
      List<Ordered> commands = new ArrayList<>(decided.commands());
      Ordered first = commands.getFirst();
      commands.set(
          0, new Ordered(first.kind(), "0.2/of-other-content", first.target(), first.command()));
      return with(decided, decided.events(), commands, decided.timers());
    });
    assertDiffers("commands");
  }

  @Test
  void aTimerOfAnotherTimeIsFound() {
    change(decided ->
        with(decided, decided.events(), decided.commands(), List.of(new Armed("ring", 1, NOON))));
    assertDiffers("ring");
  }

  @Test
  void anAnswerThatNobodyRecordedIsFound() {
    inbox.add(entry(new AggregateId("unknown"), Tally.THREE_EVENTS));

    Verdict verdict = replay.all(recording(5));

    assertThat(verdict.differences()).hasSize(1);
    assertThat(verdict.differences().getFirst().recorded()).isEqualTo("nothing");
    assertThat(verdict.differences().getFirst().decided()).contains("commands");
  }

  @Test
  void aDecisionMissingFromTheJournalIsFound() {
    journal.removeLast();

    assertThat(replay.all(recording(4)).differences())
        .extracting(Verdict.Difference::recorded)
        .containsExactly("nothing");
  }

  @Test
  void aDecisionThatNothingCausedIsFound() {
    inbox.removeLast();
    inbox.add(entry(B, Tally.NOTHING));

    assertThat(replay.all(recording(4)).differences())
        .extracting(Verdict.Difference::decided)
        .containsExactly("nothing");
  }

  @Test
  void whatWasNotYetCommittedAsDecidedIsNotCompared() {
    journal.removeLast();

    Verdict verdict = replay.all(recording(3));

    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.decisions()).isEqualTo(3);
  }

  @Test
  void aReplayBeginsWhereTheInboxDoesAndKnowsWhatWasBefore() {
    inbox.removeFirst();
    inbox.removeFirst();

    Verdict verdict = replay.all(recording(4));

    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.decisions()).isEqualTo(2);
    assertThat(verdict.began()).containsExactly(A, B);
  }

  @Test
  void whereNothingIsLeftNothingIsCompared() {
    inbox.clear();

    Verdict verdict = replay.all(recording(4));

    assertThat(verdict.decisions()).isZero();
    assertThat(verdict.calls()).isZero();
  }

  @Test
  void whatAnOwnerSaidAfterItWasReplacedDoesNotCount() {
    Envelope<JournalHead, JournalRecord> last = journal.getLast();
    Decided decided = (Decided) last.body();
    journal.add(
        new Envelope<>(
            new JournalHead(0, last.head().number() + 1, NOON),
            with(decided, List.of(new CallQuarantined("a ghost")), List.of(), List.of())));

    assertThat(replay.all(recording(4)).differences()).isEmpty();
  }

  /// What was decided of the inbox before is known from the journal, and has no input any more.
  @Test
  void anInboxThatWasMadeAnewIsComparedWithWhatWasDecidedOfIt() {
    Owners<Tally.State> owners = new Owners<>(new Tally(), 0);
    owners.runUndisturbed(inbox, "old", null);
    List<InboxEntry> anew =
        List.of(entry(0, 2, B, Tally.THREE_EVENTS), entry(1, 2, A, Tally.ASK_FOR_TIMER));
    owners.runUndisturbed(anew, "new", 0L);

    Verdict verdict =
        replay.all(new Recording(0, 0, anew.iterator(), 2, owners.written().iterator(), "new"));
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.decisions()).isEqualTo(2);
    assertThat(verdict.began()).hasSize(2);
    assertThat(
            replay
                .all(new Recording(0, 0, anew.iterator(), 2, owners.written().iterator()))
                .differences())
        .as("taken for the inbox of before")
        .isNotEmpty();
  }
}
