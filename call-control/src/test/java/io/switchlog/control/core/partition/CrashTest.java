package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.journal.HeldCall;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an owner that dies leaves behind is a beginning of the records and a beginning of the
/// commands that it sent since the last commit, each of its own length, perhaps with a hole.
/// Whatever they are: what counts in the journal, and what nodes have done, equals what an
/// undisturbed owner says.
///
/// Holds `Unsaid`, `NodeIndex` and `Trail`.
class CrashTest {
  @Test
  void nothingIsLostOrDecidedTwiceWhereverTheOwnerDies() {
    long messages = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Log log = randomLog(random, 60 + random.nextInt(120));
      Owners<?> undisturbed = new Owners<>(new Tally(), Log.PARTITION);
      undisturbed.runUndisturbed(log.entries);

      Owners<?> disturbed = new Owners<>(new Tally(), Log.PARTITION);
      disturbed.runWithCrashes(log.entries, random);

      assertThat(disturbed.decisions())
          .as("journal, seed %d", seed)
          .isEqualTo(undisturbed.decisions());
      assertThat(disturbed.commands().keySet())
          .as("commands, seed %d", seed)
          .isEqualTo(undisturbed.commands().keySet());
      assertThat(disturbed.messages())
          .as("messages, seed %d", seed)
          .isEqualTo(undisturbed.messages());
      messages += disturbed.messages().size();
      assertThat(disturbed.ledger().held())
          .as("held calls, seed %d", seed)
          .isEqualTo(undisturbed.ledger().held());
    }
    assertThat(messages).as("messages said").isGreaterThan(1_000);
  }

  /// Stopped with records and commands under way; its successor goes on over one take-over or two;
  /// then it wakes, says what it had under way, and decides on what it had fetched.
  @Test
  void anOwnerThatWasReplacedChangesNothing() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Log log = randomLog(random, 120);
      Owners<?> undisturbed = new Owners<>(new Tally(), Log.PARTITION);
      undisturbed.runUndisturbed(log.entries);

      Owners<?> owners = new Owners<>(new Tally(), Log.PARTITION);
      int stops = 1 + random.nextInt(60);
      var stalled = owners.begin();
      for (int i = 0; i < stops; i++) {
        stalled.decide(log.entries.get(i));
        if (random.nextInt(8) == 0) {
          stalled.flush();
        }
      }
      var successor = owners.begin();
      for (int i = 0; i < log.entries.size(); i++) {
        if (i == 70 && random.nextBoolean()) {
          successor.die(random);
          successor = owners.begin();
          i = 0;
        }
        successor.decide(log.entries.get(i));
        if (i == 80 || i == 100) {
          successor.flush();
          stalled.flush();
          stalled.decide(log.entries.get(Math.min(stops, log.entries.size() - 1)));
        }
      }
      successor.flush();
      stalled.flush();

      assertThat(owners.decisions())
          .as("journal, seed %d", seed)
          .isEqualTo(undisturbed.decisions());
      assertThat(owners.commands().keySet())
          .as("commands, seed %d", seed)
          .isEqualTo(undisturbed.commands().keySet());
      assertThat(owners.messages()).as("messages, seed %d", seed).isEqualTo(undisturbed.messages());
    }
  }

  /// A reader that begins at a floor knows what one knows that has read everything.
  @Test
  void aLedgerFromAFloorEqualsOneFromTheBeginning() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Log log = randomLog(random, 150);
      Owners<Tally.State> owners = new Owners<>(new Tally(), Log.PARTITION);
      var owner = owners.begin();
      Floor floor = owner.machine.floor();
      int at = random.nextInt(150);
      for (int i = 0; i < 150; i++) {
        owner.decide(log.entries.get(i));
        owner.flush();
        floor = i == at ? owner.machine.floor() : floor;
      }
      Ledger<Tally.State> whole = owners.ledger();
      Ledger<Tally.State> short_ = Ledger.from(new Tally(), floor);
      List<Envelope<JournalHead, JournalRecord>> written = owners.written();
      for (int i = (int) floor.offset(); i < written.size(); i++) {
        short_.take(i, written.get(i).head(), written.get(i).body());
      }

      assertThat(short_.floor(0)).as("seed %d", seed).isEqualTo(whole.floor(0));
      assertThat(short_.going()).isEqualTo(whole.going());
      whole.going().forEach(call -> assertThat(short_.state(call)).isEqualTo(whole.state(call)));
    }
  }

  /// As above, but for calls that have gone on since long before: their records are read one by
  /// one.
  @Test
  void aFloorDoesNotWaitForAFewCallsThatAreHeldForLong() {
    int skipped = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Log log = randomLog(random, 150);
      Owners<Tally.State> owners = new Owners<>(new Tally(), Log.PARTITION);
      var owner = owners.begin();
      Floor floor = owners.ledger().floor(0, 20, 30);
      int at = random.nextInt(150);
      for (int i = 0; i < 150; i++) {
        owner.decide(log.entries.get(i));
        owner.flush();
        floor = i == at ? owners.ledger().floor(0, 20, 30) : floor;
      }
      List<HeldCall> held = Objects.requireNonNull(floor.held());
      skipped += held.isEmpty() ? 0 : 1;
      List<Envelope<JournalHead, JournalRecord>> written = owners.written();
      Ledger<Tally.State> short_ = Ledger.from(new Tally(), floor);
      for (long offset : held.stream().flatMap(call -> call.records().stream()).sorted().toList()) {
        assertThat(offset).isLessThan(floor.offset());
        short_.restore(
            offset, written.get((int) offset).head(), (Decided) written.get((int) offset).body());
      }
      for (int i = (int) floor.offset(); i < written.size(); i++) {
        short_.take(i, written.get(i).head(), written.get(i).body());
      }

      Ledger<Tally.State> whole = owners.ledger();
      assertThat(short_.floor(0, 20, 30)).as("seed %d", seed).isEqualTo(whole.floor(0, 20, 30));
      assertThat(short_.going()).isEqualTo(whole.going());
      whole.going().forEach(call -> assertThat(short_.state(call)).isEqualTo(whole.state(call)));
    }
    assertThat(skipped).as("floors with such calls").isGreaterThan(20);
  }

  /// A log as an undisturbed owner leaves it: its own timers are in it.
  private static Log randomLog(Random random, int length) {
    Log log = new Log();
    var machine = new Owners<>(new Tally(), Log.PARTITION).begin().machine;
    Set<String> begun = new HashSet<>();
    while (log.entries.size() < length) {
      log.now = log.now.plusMillis(random.nextInt(4_000));
      List<DueTimer> due = machine.dueTimers(log.now);
      if (due.isEmpty()) {
        addRandom(log, begun, random);
      } else {
        due.forEach(timer -> log.add(timer.id().value(), timer.input()));
      }
      for (int i = log.entries.size() - Math.max(1, due.size()); i < log.entries.size(); i++) {
        var _ = machine.apply(log.entries.get(i));
      }
    }
    return log;
  }

  private static void addRandom(Log log, Set<String> begun, Random random) {
    String call = "call" + log.entries.size() / 50 + random.nextInt(6);
    switch (random.nextInt(28)) {
      case 0, 1 -> log.joined(NodeId.media(random.nextInt(3)), 1 + random.nextInt(3));
      case 2 -> log.lost(NodeId.media(random.nextInt(3)), 1 + random.nextInt(3));
      case 3 -> log.addBytes(call, new byte[] {1, 2, 3});
      case 4 -> log.tell(call, Tally.THROW);
      case 5, 6 -> log.tell(call, Tally.END);
      case 7, 8, 9, 10, 11 -> log.tell(call, Tally.ONLY_WITH_EVEN_NODES);
      case 12, 13, 14 -> log.tell(call, Tally.ASK_FOR_TIMER);
      case 15, 16, 17, 18 -> log.tell(call, begun.add(call) ? Tally.BEGIN : Tally.NOTHING);
      case 19, 20 -> log.tell(call, Tally.TELL);
      // Now and then what was said before.
      case 21, 22 ->
          log.add(
              call,
              new MessageArrived(
                  new Sender(
                      Tally.OTHER, random.nextInt(2), 1 + log.entries.size() - random.nextInt(20)),
                  new CallMessage.SlotDenied()));
      default -> log.tell(call, Tally.THREE_EVENTS);
    }
  }
}
