package io.switchlog.control.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.MemoryStore;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.control.core.partition.Tally;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.inbox.RtpTimedOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final CallId A = new CallId("a");
  private static final CallId B = new CallId("b");

  private final Replay<Tally.State, String> replay = new Replay<>(new Tally(), new WriterSchemas());
  private final List<InboxEntry> inbox = new ArrayList<>();
  private final List<JournalRecord> journal = new ArrayList<>();

  @BeforeEach
  void record() {
    MemoryStore store = new MemoryStore();
    var machine = PartitionMachine.restore(new Tally(), store, new WriterSchemas());
    for (CallId call : List.of(A, B, A, B)) {
      long what = inbox.size() < 2 ? Tally.BEGIN : Tally.THREE_EVENTS;
      InboxEntry entry = entry(call, what);
      inbox.add(entry);
      var outcome = machine.apply(entry);
      store.apply(outcome.changes());
      journal.addAll(outcome.journal());
    }
  }

  private InboxEntry entry(CallId call, long what) {
    return new InboxEntry(
        0,
        inbox.size(),
        NOON,
        call,
        Bytes.of(
            Families.INBOX.encode(
                new Origin(NodeId.media(0), 1, 1, NOON),
                new RtpTimedOut(NodeId.media(0), 0, LegId.CALLER, what))));
  }

  private Recording recording(long decidedBelow) {
    return new Recording(0, inbox, decidedBelow, journal);
  }

  @Test
  void anUntouchedRecordingIsDecidedTheSame() {
    assertThat(replay.all(recording(4))).isEqualTo(new Verdict.Same(2, 10));
    assertThat(replay.one(recording(4), A)).isEqualTo(new Verdict.Same(1, 5));
  }

  @Test
  void eventsWrittenAgainByATakeoverCountOnce() {
    journal.addAll(List.copyOf(journal.subList(4, 7)));

    assertThat(replay.all(recording(4))).isEqualTo(new Verdict.Same(2, 10));
  }

  @Test
  void aRepeatThatDiffersIsReported() {
    journal.add(other(A, 3, "a 2 but not quite"));

    assertThat(replay.all(recording(4)))
        .isInstanceOfSatisfying(
            Verdict.Different.class,
            different -> {
              assertThat(different.call()).isEqualTo(A);
              assertThat(different.number()).isEqualTo(3);
              assertThat(different.decided()).startsWith("written again otherwise: a 2 but");
            });
  }

  @Test
  void anotherDecisionIsReportedWithBothSides() {
    journal.set(4, other(A, 3, "something else"));

    assertThat(replay.all(recording(4)))
        .isEqualTo(
            new Verdict.Different(
                A,
                3,
                "something else caused by offset 2 at 2026-11-20T12:00:00Z",
                "a 2 caused by offset 2 at 2026-11-20T12:00:00Z"));
    assertThat(replay.one(recording(4), B)).isEqualTo(new Verdict.Same(1, 5));
  }

  @Test
  void anEventMissingFromTheJournalIsADifference() {
    journal.removeLast();

    assertThat(replay.all(recording(4)))
        .isInstanceOfSatisfying(
            Verdict.Different.class,
            different -> assertThat(different.recorded()).isEqualTo("no such event"));
  }

  @Test
  void whatWasNotYetCommittedAsDecidedIsNotCompared() {
    journal.removeLast();

    assertThat(replay.all(recording(3))).isEqualTo(new Verdict.Same(2, 7));
  }

  @Test
  void aHistoryWhoseBeginningIsGoneIsIncompleteAndNotDifferent() {
    inbox.removeFirst();

    assertThat(replay.all(recording(4)))
        .isEqualTo(
            new Verdict.Incomplete(
                1,
                5,
                "partition 0 of the inbox begins at offset 1: what came before is no longer kept,"
                    + " so 1 calls cannot be judged, the first a"));
  }

  private static JournalRecord other(CallId call, long number, String event) {
    byte[] value = new Tally().write(new EventHead(number, 0, 2, NOON), event);
    return new JournalRecord(call, number, Bytes.of(value));
  }
}
