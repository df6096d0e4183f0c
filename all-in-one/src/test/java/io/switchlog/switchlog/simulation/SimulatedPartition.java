package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.call.Call;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.CallAggregate;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.InboxClock;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.Outcome;
import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.control.core.partition.Outcome.Note;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.JournalRecord;
import io.switchlog.schemas.journal.TermBegan;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One inbox partition, its journal and its owner, at least once: what an owner says goes to
/// journal and command topics by pipes of their own. A crash loses an end of each; an owner that is
/// stopped says what it had under way when it wakes, and decides on what it had fetched. A commit
/// waits for the journal.
final class SimulatedPartition {
  private static final int COMMIT_MILLIS = 100;

  private final int partition;
  private final VirtualTime time;
  private final Random random;
  private final SimulatedBus bus;
  private final CallDecider decider;
  private final Watcher watcher;
  private final int mostSkewMillis;

  // Durable.
  private int committed;

  private @Nullable Owner owner;

  /// Who is told what partitions say.
  interface Watcher {
    void decided(InboxEntry entry, Outcome outcome);

    /// An owner has found that its word does not count any more, or may not.
    void gaveUp();
  }

  /// @param mostSkewMillis how far the clock of an owner may be from the broker's
  SimulatedPartition(
      int partition,
      VirtualTime time,
      Random random,
      SimulatedBus bus,
      CallDecider decider,
      Watcher watcher,
      int mostSkewMillis) {
    this.partition = partition;
    this.time = time;
    this.random = random;
    this.bus = bus;
    this.decider = decider;
    this.watcher = watcher;
    this.mostSkewMillis = mostSkewMillis;
    bus.onAppend(entry -> {
      if (entry.partition() == partition && owner != null) {
        owner.poll();
      }
    });
  }

  @Nullable NodeId owner() {
    return owner == null ? null : owner.node;
  }

  void takeOver(NodeId node, long incarnation) {
    owner = new Owner(node, incarnation);
    owner.start();
  }

  void ownerDies() {
    if (owner != null) {
      owner.die();
      owner = null;
    }
  }

  /// The owner is stopped, and goes on after a while that others have not waited for.
  void ownerStalls(int millis) {
    if (owner != null) {
      Owner stalled = owner;
      owner = null;
      stalled.stall();
      time.after(millis, stalled::wake);
    }
  }

  /// The bus is away: nothing is read, and nothing that was sent arrives.
  void busGoesAway() {
    if (owner != null) {
      owner.stall();
    }
  }

  void busComesBack() {
    if (owner != null) {
      owner.goOn();
    }
  }

  /// Calls that go on, 0 while nobody owns the partition.
  int heldCalls() {
    if (owner == null) {
      return 0;
    }
    return ledger().going().size();
  }

  /// What the journal says so far.
  Ledger<Call> ledger() {
    Ledger<Call> ledger = new Ledger<>(new CallAggregate(decider), partition);
    List<Bytes> journal = bus.journal(partition);
    for (int i = 0; i < journal.size(); i++) {
      Envelope<JournalHead, JournalRecord> record = Families.JOURNAL.decode(journal.get(i).array());
      ledger.take(i, record.head(), record.body());
    }
    return ledger;
  }

  private final class Owner {
    private final NodeId node;
    private final long incarnation;
    private final PartitionMachine<Call> machine;
    private final Pipe records = new Pipe(time, random, 8);
    private final Pipe timers = new Pipe(time, random, 8);
    private final Map<NodeId, Pipe> commands = new HashMap<>();
    private final TreeMap<Long, Integer> unsaid = new TreeMap<>();
    private final List<VirtualTime.Alarm> alarms = new ArrayList<>();
    private final InboxClock clock = new InboxClock();
    private final long skewMillis;
    private VirtualTime.@Nullable Alarm wakeUp;
    private long nextOffset;
    private long sequence;
    private int position = committed;
    private boolean polling;
    private boolean dead;
    private boolean stopped;

    Owner(NodeId node, long incarnation) {
      this.node = node;
      this.incarnation = incarnation;
      this.skewMillis =
          mostSkewMillis == 0 ? 0 : random.nextInt(2 * mostSkewMillis) - mostSkewMillis;
      Ledger<Call> ledger = ledger();
      JournalHead head = new JournalHead(ledger.term() + 1, 0, ourTime());
      TermBegan began = new TermBegan(node + "/" + incarnation, node, "simulation", 1);
      long offset = bus.journal(partition, Bytes.of(Families.JOURNAL.encode(head, began)));
      if (!ledger.take(offset, head, began)) {
        throw new IllegalStateException("nobody writes between the last record and the claim");
      }
      this.nextOffset = offset + 1;
      this.machine =
          new PartitionMachine<>(
              new CallAggregate(decider), ledger, new WriterSchemas(), this::said);
    }

    private Instant ourTime() {
      return Instant.ofEpochMilli(time.nowMillis() + skewMillis);
    }

    private Instant inboxTime() {
      return clock.now(time.nowMillis() + skewMillis, ourTime());
    }

    /// Runs while the machine is being made, too.
    @SuppressWarnings("ConstantValue")
    private long said() {
      return unsaid.isEmpty() ? machine.number() : unsaid.firstKey() - 1;
    }

    void start() {
      machine.unsaid().forEach(this::say);
      commitLater();
      poll();
      watchTimers();
    }

    void poll() {
      if (!polling && !dead && !stopped) {
        polling = true;
        alarms.add(time.after(1 + random.nextInt(5), this::process));
      }
    }

    private void process() {
      polling = false;
      alarms.clear();
      List<InboxEntry> log = bus.inbox(partition);
      int until = Math.min(log.size(), position + 1 + random.nextInt(20));
      while (position < until && !dead && !stopped) {
        decide(log.get(position));
      }
      if (position < log.size()) {
        poll();
      }
      watchTimers();
    }

    private void decide(InboxEntry entry) {
      clock.read(entry.appendedAt(), time.nowMillis() + skewMillis);
      // A crash may come from inside, when the watcher says so; then nothing of it was sent.
      Outcome outcome = machine.apply(entry);
      position++;
      if (outcome.notes().stream().anyMatch(Note.Early.class::isInstance)) {
        clock.wasAhead(entry.appendedAt(), time.nowMillis() + skewMillis);
      }
      watcher.decided(entry, outcome);
      outcome.journal().forEach(record -> records.send(() -> append(record.value())));
      outcome.commands().forEach(this::say);
    }

    /// A record that does not stand where it was expected tells its owner that it was replaced.
    private void append(Bytes value) {
      if (bus.journal(partition, value) != nextOffset++ && !dead) {
        dead = true;
        quiet();
        if (this.equals(owner)) {
          owner = null;
          watcher.gaveUp();
        }
      }
    }

    private void say(CommandRecord command) {
      TermMark mark = new TermMark(partition, machine.term(), command.number(), 0);
      unsaid.merge(command.number(), 1, Integer::sum);
      commands
          .computeIfAbsent(command.target(), _ -> new Pipe(time, random, 8))
          .send(() -> {
            unsaid.computeIfPresent(command.number(), (_, count) -> count == 1 ? null : count - 1);
            bus.command(command, mark);
          });
    }

    private void watchTimers() {
      if (dead || stopped) {
        return;
      }
      if (wakeUp != null) {
        wakeUp.off();
      }
      Instant next = machine.nextTimer();
      if (next != null) {
        long delay = Math.max(1, next.toEpochMilli() - inboxTime().toEpochMilli());
        wakeUp = time.after(delay, this::fireTimers);
      }
    }

    private void fireTimers() {
      for (DueTimer due : machine.dueTimers(inboxTime())) {
        Origin origin = new Origin(node, incarnation, ++sequence, ourTime());
        Bytes value = Bytes.of(Families.INBOX.encode(origin, due.input()));
        timers.send(() -> bus.append(partition, due.call(), value));
      }
      watchTimers();
    }

    private void commitLater() {
      time.after(
          COMMIT_MILLIS,
          () -> {
            if (!dead && !stopped) {
              records.flush();
              committed = dead ? committed : position;
              commitLater();
            }
          });
    }

    void die() {
      dead = true;
      quiet();
      records.cut();
      timers.cut();
      commands.values().forEach(Pipe::cut);
    }

    private void quiet() {
      alarms.forEach(VirtualTime.Alarm::off);
      if (wakeUp != null) {
        wakeUp.off();
      }
    }

    void stall() {
      stopped = true;
      quiet();
      records.freeze();
      timers.freeze();
      commands.values().forEach(Pipe::freeze);
    }

    /// Nobody has taken over meanwhile.
    void goOn() {
      if (stopped && !dead) {
        stopped = false;
        polling = false;
        records.thaw();
        timers.thaw();
        commands.values().forEach(Pipe::thaw);
        poll();
        watchTimers();
        commitLater();
      }
    }

    /// It says what it had under way, decides on what it had fetched, and says that.
    void wake() {
      stopped = false;
      List<InboxEntry> log = bus.inbox(partition);
      int until = Math.min(log.size(), position + random.nextInt(20));
      while (position < until) {
        decide(log.get(position));
      }
      fireTimers();
      quiet();
      commands.values().forEach(Pipe::thaw);
      records.thaw();
      timers.thaw();
      dead = true;
    }
  }
}
