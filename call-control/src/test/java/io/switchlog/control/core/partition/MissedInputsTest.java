package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An inbox that lets go of inputs before they are decided.
class MissedInputsTest {
  private final Log log = new Log();
  private final PartitionMachine<Tally.State> machine = begin(new Ledger<>(new Tally(), 3));

  MissedInputsTest() {
    for (int i = 0; i < 8; i++) {
      log.tell("a", i == 0 ? Tally.BEGIN : Tally.THREE_EVENTS);
    }
  }

  private static PartitionMachine<Tally.State> begin(Ledger<Tally.State> ledger) {
    TermBegan began = new TermBegan("test", NodeId.control(0), "test", 1);
    ledger.take(ledger.nextOffset(), new JournalHead(ledger.term() + 1, 0, Instant.EPOCH), began);
    return new PartitionMachine<>(new Tally(), ledger, new WriterSchemas(), () -> 0);
  }

  private List<Note> decide(int offset) {
    return machine.apply(log.entries.get(offset)).notes();
  }

  @Test
  void inputsThatAreGoneBeforeTheyWereDecidedAreSaidToBeLost() {
    machine.expectFrom(0);

    assertThat(decide(0)).isEmpty();
    assertThat(decide(3)).containsExactly(new Note.Missed(1, 2));
    assertThat(decide(4)).isEmpty();
    assertThat(decide(7)).containsExactly(new Note.Missed(5, 6));
  }

  @Test
  void whatWasCommittedIsNotMissed() {
    machine.expectFrom(3);

    assertThat(decide(5)).contains(new Note.Missed(3, 4));
  }

  @Test
  void whatTheJournalHasDecidedIsNotMissed() {
    Ledger<Tally.State> ledger = new Ledger<>(new Tally(), 3);
    PartitionMachine<Tally.State> before = begin(ledger);
    for (int i = 0; i < 4; i++) {
      var _ = before.apply(log.entries.get(i));
    }
    PartitionMachine<Tally.State> next = begin(ledger);
    next.expectFrom(1);

    assertThat(next.apply(log.entries.get(5)).notes()).containsExactly(new Note.Missed(4, 4));
  }

  @Test
  void anInputHandedInAgainIsNotMissed() {
    machine.expectFrom(0);
    var _ = decide(0);
    var _ = decide(1);

    assertThat(decide(0)).containsExactly(new Note.Repeated(0));
    assertThat(decide(2)).isEmpty();
  }
}
