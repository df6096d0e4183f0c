package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.PostRecord;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.ReadingRule;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.schemas.journal.ViewChanged;
import io.switchlog.schemas.message.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A partition's journal and the owners that follow one another on it. What an owner that dies has
/// sent arrives up to some point, journal and commands each up to its own; what one that is stalled
/// has sent arrives after its successor began.
public final class Owners<S> {
  private final Aggregate<S> aggregate;
  private final int partition;
  private final List<Bytes> journal = new ArrayList<>();

  /// Commands that were carried out: of each term and after, once an id.
  private final Map<String, CommandRecord> done = new LinkedHashMap<>();

  /// Messages that others were told.
  private final Map<Sender, MessageArrived> heard = new HashMap<>();

  private long highestTerm;
  private int committed;

  public Owners(Aggregate<S> aggregate, int partition) {
    this.aggregate = aggregate;
    this.partition = partition;
  }

  /// One owner's time.
  final class Owner {
    final PartitionMachine<S> machine;
    final long term;
    final List<Bytes> sentRecords = new ArrayList<>();
    final List<CommandRecord> sentCommands = new ArrayList<>();
    final List<PostRecord> posts = new ArrayList<>();
    private long said;

    Owner(@Nullable String inbox, @Nullable Long from) {
      Ledger<S> ledger = ledger(journal.size());
      term = ledger.term() + 1;
      TermBegan began = new TermBegan("owner " + term, NodeId.control(0), "test", 1, inbox, from);
      JournalHead head = new JournalHead(term, 0, java.time.Instant.EPOCH);
      journal.add(Bytes.of(Families.JOURNAL.encode(head, began)));
      ledger.take(journal.size() - 1, head, began);
      machine = new PartitionMachine<>(aggregate, ledger, new WriterSchemas(), () -> said);
      sentCommands.addAll(machine.unsaid());
      posts.addAll(machine.unsaidPosts());
    }

    Effects decide(InboxEntry entry) {
      Effects outcome = machine.apply(entry);
      outcome.journal().forEach(record -> sentRecords.add(record.value()));
      sentCommands.addAll(outcome.commands());
      posts.addAll(outcome.posts());
      return outcome;
    }

    /// All that was sent arrives.
    void flush() {
      arrive(sentRecords.size(), sentCommands.size());
      leave(posts.size());
      said = machine.number();
    }

    /// It dies, or is cut off: the rest never arrives.
    void die(Random random) {
      arrive(random.nextInt(sentRecords.size() + 1), random.nextInt(sentCommands.size() + 1));
      leave(random.nextInt(posts.size() + 1));
      sentRecords.clear();
      sentCommands.clear();
      posts.clear();
    }

    /// A record is lost between two that arrive.
    void loseOneRecord(Random random) {
      if (!sentRecords.isEmpty()) {
        sentRecords.remove(random.nextInt(sentRecords.size()));
      }
    }

    private void arrive(int records, int commands) {
      journal.addAll(sentRecords.subList(0, records));
      sentRecords.subList(0, records).clear();
      for (CommandRecord command : sentCommands.subList(0, commands)) {
        carryOut(command);
      }
      sentCommands.subList(0, commands).clear();
    }

    /// Only what the journal holds, where it counts, is said to others.
    private void leave(int most) {
      Ledger<S> history = ledger();
      for (PostRecord post : List.copyOf(posts.subList(0, most))) {
        if (history.term() != term || post.number() > history.number()) {
          return;
        }
        MessageArrived before = heard.putIfAbsent(post.input().sender(), post.input());
        if (before != null && !before.equals(post.input())) {
          throw new AssertionError("message " + before + " differs from its repeat " + post);
        }
        posts.remove(post);
      }
    }

    private void carryOut(CommandRecord command) {
      if (term < highestTerm) {
        return;
      }
      highestTerm = term;
      CommandRecord before = done.putIfAbsent(command.id(), command);
      if (before != null && !before.value().equals(command.value())) {
        throw new AssertionError("command " + command.id() + " differs from its repeat");
      }
    }
  }

  Owner begin() {
    return new Owner(null, null);
  }

  /// One owner decides all of an inbox.
  ///
  /// @param topic the inbox's id
  /// @param from what is not decided of it, where it is another one than before
  public void runUndisturbed(List<InboxEntry> log, String topic, @Nullable Long from) {
    Owner owner = new Owner(topic, from);
    for (InboxEntry entry : log) {
      owner.decide(entry);
      owner.flush();
    }
  }

  /// Owners follow one another, each from the last commit, until all is decided.
  public void runWithCrashes(List<InboxEntry> log, Random random) {
    while (committed < log.size()) {
      int until = committed + 1 + random.nextInt(Math.min(log.size() - committed, 25));
      Owner owner = begin();
      for (int i = committed; i < until; i++) {
        if (random.nextInt(10) == 0) {
          owner.flush();
          committed = i;
        }
        owner.decide(log.get(i));
      }
      if (until == log.size() && random.nextInt(4) == 0) {
        owner.flush();
        committed = until;
      } else {
        if (random.nextInt(5) == 0) {
          owner.loseOneRecord(random);
        }
        owner.die(random);
      }
    }
  }

  /// One owner decides all.
  public void runUndisturbed(List<InboxEntry> log) {
    Owner owner = begin();
    for (InboxEntry entry : log) {
      owner.decide(entry);
      owner.flush();
    }
    committed = log.size();
  }

  /// What the journal adds up to.
  public Ledger<S> ledger() {
    return ledger(journal.size());
  }

  private Ledger<S> ledger(int until) {
    Ledger<S> ledger = new Ledger<>(aggregate, partition);
    for (int i = 0; i < until; i++) {
      Envelope<JournalHead, JournalRecord> record = Families.JOURNAL.decode(journal.get(i).array());
      ledger.take(i, record.head(), record.body());
    }
    return ledger;
  }

  /// All that was written, void records included.
  public List<Envelope<JournalHead, JournalRecord>> written() {
    return journal.stream().map(record -> Families.JOURNAL.decode(record.array())).toList();
  }

  /// The decisions that count, without what differs from owner to owner.
  public List<JournalRecord> decisions() {
    ReadingRule rule = new ReadingRule();
    List<JournalRecord> decisions = new ArrayList<>();
    for (Envelope<JournalHead, JournalRecord> record : written()) {
      if (rule.counts(record.head(), record.body())) {
        switch (record.body()) {
          case TermBegan _ -> {}
          case io.switchlog.schemas.journal.Decided decided ->
              decisions.add(
                  new io.switchlog.schemas.journal.Decided(
                      decided.kind(),
                      decided.id(),
                      decided.life(),
                      decided.rules(),
                      decided.cause(),
                      decided.more(),
                      0,
                      decided.firstEvent(),
                      decided.events(),
                      decided.commands(),
                      decided.timers(),
                      decided.posts()));
          case ViewChanged changed ->
              decisions.add(
                  new ViewChanged(
                      changed.rules(),
                      changed.cause(),
                      changed.more(),
                      0,
                      changed.told(),
                      changed.input()));
        }
      }
    }
    return decisions;
  }

  /// What others were told.
  public Map<Sender, MessageArrived> messages() {
    return heard;
  }

  /// What the nodes did, by command id.
  public Map<String, CommandRecord> commands() {
    return done;
  }
}
