package io.switchlog.control.core.partition;

import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.core.partition.Outcome.StoreChange;
import io.switchlog.schemas.codec.WriterSchemas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The bus as an owner that is killed leaves it: of all that was sent since the last commit, a
/// prefix of the store's changes, of the journal and of the commands is durable, each of its own
/// length.
public final class Bus<S, E> {
  /// An owner commits every 100 ms; an ended call is kept for 64 s.
  private static final Duration LONGEST_UNCOMMITTED = Duration.ofSeconds(30);

  private final Aggregate<S, E> aggregate;

  public final List<StoreChange> changes = new ArrayList<>();
  public final List<JournalRecord> journal = new ArrayList<>();
  public final List<CommandRecord> commands = new ArrayList<>();
  private int committed;

  public Bus(Aggregate<S, E> aggregate) {
    this.aggregate = aggregate;
  }

  /// Owners follow one another, each from the last commit, until all is decided.
  public void runWithCrashes(List<InboxEntry> log, Random random) {
    while (committed < log.size()) {
      int left = log.size() - committed;
      int until = committed + 1 + random.nextInt(Math.min(left, 25));
      boolean reachesEnd = until == log.size() && random.nextInt(4) == 0;
      run(log, committed, until, random, !reachesEnd);
    }
  }

  public MemoryStore restoredStore() {
    MemoryStore store = new MemoryStore();
    store.apply(changes);
    return store;
  }

  /// One life of an owner: from the committed offset, with commits now and then, to an end that is
  /// a crash or not.
  public void run(List<InboxEntry> log, int from, int until, Random random, boolean crash) {
    MemoryStore store = restoredStore();
    var machine = PartitionMachine.restore(aggregate, store, new WriterSchemas());
    Sent sent = new Sent();
    sent.take(machine.leftovers(), store);
    for (int i = from; i < until; i++) {
      InboxEntry entry = log.get(i);
      if (random.nextInt(10) == 0 || isLate(log, entry.appendedAt())) {
        flush(sent);
        committed = i;
      }
      sent.take(machine.apply(entry), store);
    }
    if (crash) {
      sent.loseTails(random);
    }
    flush(sent);
    if (!crash) {
      committed = until;
    }
  }

  private boolean isLate(List<InboxEntry> log, Instant now) {
    return log.get(committed).appendedAt().plus(LONGEST_UNCOMMITTED).isBefore(now);
  }

  private void flush(Sent sent) {
    changes.addAll(sent.changes);
    journal.addAll(sent.journal);
    commands.addAll(sent.commands);
    sent.clear();
  }

  /// What was sent since the last commit.
  private static final class Sent {
    final List<StoreChange> changes = new ArrayList<>();
    final List<JournalRecord> journal = new ArrayList<>();
    final List<CommandRecord> commands = new ArrayList<>();

    void take(Outcome outcome, MemoryStore store) {
      store.apply(outcome.changes());
      changes.addAll(outcome.changes());
      journal.addAll(outcome.journal());
      commands.addAll(outcome.commands());
    }

    void loseTails(Random random) {
      loseTail(changes, random);
      loseTail(journal, random);
      loseTail(commands, random);
    }

    private static void loseTail(List<?> list, Random random) {
      list.subList(random.nextInt(list.size() + 1), list.size()).clear();
    }

    void clear() {
      changes.clear();
      journal.clear();
      commands.clear();
    }
  }
}
