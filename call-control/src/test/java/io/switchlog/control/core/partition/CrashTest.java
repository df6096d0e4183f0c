package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.WriterSchemas;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a crash leaves behind is, for each of store, journal and commands, a prefix of what was
/// sent since the last commit, each prefix of its own length. Whatever they are, the union of what
/// was said before and after equals what an undisturbed owner says.
class CrashTest {
  @Test
  void nothingIsLostOrDecidedTwiceWhereverTheOwnerDies() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Log log = randomLog(random, 60 + random.nextInt(120));
      Bus<?, ?> undisturbed = new Bus<>(new Tally());
      undisturbed.run(log.entries, 0, log.entries.size(), new Random(0), false);

      Bus<?, ?> disturbed = new Bus<>(new Tally());
      disturbed.runWithCrashes(log.entries, random);

      assertThat(Log.journal(disturbed.journal))
          .as("journal, seed %d", seed)
          .containsExactlyInAnyOrderEntriesOf(Log.journal(undisturbed.journal));
      assertThat(Log.commands(disturbed.commands))
          .as("commands, seed %d", seed)
          .containsExactlyInAnyOrderEntriesOf(Log.commands(undisturbed.commands));
      assertThat(disturbed.restoredStore().size())
          .as("entries left in the store, seed %d", seed)
          .isEqualTo(undisturbed.restoredStore().size());
    }
  }

  @Test
  void aStalledOwnerSaysTheSameAsItsSuccessor() {
    Log log = randomLog(new Random(42), 300);
    Bus<?, ?> one = new Bus<>(new Tally());
    Bus<?, ?> other = new Bus<>(new Tally());
    one.run(log.entries, 0, 300, new Random(0), false);
    other.run(log.entries, 0, 300, new Random(0), false);

    assertThat(other.journal).isEqualTo(one.journal);
    assertThat(other.commands).isEqualTo(one.commands);
    assertThat(other.changes).isEqualTo(one.changes);
  }

  /// A log as an undisturbed owner leaves it: its own timers are in it.
  private static Log randomLog(Random random, int length) {
    Log log = new Log();
    MemoryStore store = new MemoryStore();
    var machine = PartitionMachine.restore(new Tally(), store, new WriterSchemas());
    Set<String> begun = new HashSet<>();
    while (log.entries.size() < length) {
      log.now = log.now.plusMillis(random.nextInt(4_000));
      List<DueTimer> due = machine.dueTimers(log.now);
      if (due.isEmpty()) {
        addRandom(log, begun, random);
      } else {
        due.forEach(timer -> log.add(timer.call().value(), timer.input()));
      }
      for (int i = log.entries.size() - Math.max(1, due.size()); i < log.entries.size(); i++) {
        store.apply(machine.apply(log.entries.get(i)).changes());
      }
    }
    return log;
  }

  private static void addRandom(Log log, Set<String> begun, Random random) {
    String call = "call" + log.entries.size() / 50 + random.nextInt(6);
    switch (random.nextInt(24)) {
      case 0, 1 -> log.joined(NodeId.media(random.nextInt(3)), 1 + random.nextInt(3));
      case 2 -> log.lost(NodeId.media(random.nextInt(3)), 1 + random.nextInt(3));
      case 3 -> log.addBytes(call, new byte[] {1, 2, 3});
      case 4 -> log.tell(call, Tally.THROW);
      case 5, 6 -> log.tell(call, Tally.END);
      case 7, 8, 9, 10, 11 -> log.tell(call, Tally.ONLY_WITH_EVEN_NODES);
      case 12, 13, 14 -> log.tell(call, Tally.ASK_FOR_TIMER);
      case 15, 16, 17, 18 -> log.tell(call, begun.add(call) ? Tally.BEGIN : Tally.NOTHING);
      default -> log.tell(call, Tally.THREE_EVENTS);
    }
  }
}
