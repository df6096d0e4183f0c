package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.call.Call;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.partition.CallAggregate;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.MemoryStore;
import io.switchlog.control.core.partition.Outcome;
import io.switchlog.control.core.partition.Outcome.CommandRecord;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.core.partition.Outcome.StoreChange;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One inbox partition and its owner, at least once: what an owner says goes to changelog, journal
/// and command topics by pipes of their own, and a crash loses an end of each. A commit waits until
/// all of them are empty. What is durable stays when the owner dies; the fold does not.
final class SimulatedPartition {
  private static final int COMMIT_MILLIS = 100;

  private final int partition;
  private final VirtualTime time;
  private final Random random;
  private final SimulatedBus bus;
  private final CallDecider decider;
  private final Watcher watcher;

  // Durable.
  private final List<StoreChange> changelog = new ArrayList<>();
  private int committed;

  private @Nullable Owner owner;

  /// Who is told what partitions say.
  interface Watcher {
    void decided(InboxEntry entry, Outcome outcome);
  }

  SimulatedPartition(
      int partition,
      VirtualTime time,
      Random random,
      SimulatedBus bus,
      CallDecider decider,
      Watcher watcher) {
    this.partition = partition;
    this.time = time;
    this.random = random;
    this.bus = bus;
    this.decider = decider;
    this.watcher = watcher;
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

  /// Calls that have not ended, 0 while nobody owns the partition.
  int heldCalls() {
    return owner == null ? 0 : owner.machine.heldCalls();
  }

  static PartitionMachine<Call, CallEvent> machine(CallDecider decider, MemoryStore store) {
    WriterSchemas writers = new WriterSchemas();
    return PartitionMachine.restore(new CallAggregate(decider, writers), store, writers);
  }

  private final class Owner {
    private final NodeId node;
    private final long incarnation;
    private final MemoryStore store = new MemoryStore();
    private final PartitionMachine<Call, CallEvent> machine;
    private final Pipe changes = new Pipe(time, random, 8);
    private final Pipe events = new Pipe(time, random, 8);
    private final Pipe timers = new Pipe(time, random, 8);
    private final Map<NodeId, Pipe> commands = new HashMap<>();
    private final List<VirtualTime.Alarm> alarms = new ArrayList<>();
    private VirtualTime.@Nullable Alarm wakeUp;
    private long sequence;
    private int position = committed;
    private boolean polling;
    private boolean dead;

    Owner(NodeId node, long incarnation) {
      this.node = node;
      this.incarnation = incarnation;
      store.apply(changelog);
      machine = machine(decider, store);
    }

    void start() {
      Outcome leftovers = machine.leftovers();
      store.apply(leftovers.changes());
      leftovers.changes().forEach(change -> changes.send(() -> changelog.add(change)));
      commitLater();
      poll();
      watchTimers();
    }

    void poll() {
      if (!polling && !dead) {
        polling = true;
        alarms.add(time.after(1 + random.nextInt(5), this::process));
      }
    }

    private void process() {
      polling = false;
      alarms.clear();
      List<InboxEntry> log = bus.inbox(partition);
      int until = Math.min(log.size(), position + 1 + random.nextInt(20));
      while (position < until && !dead) {
        InboxEntry entry = log.get(position);
        // A crash may come from inside, when the watcher says so; then nothing of it was sent.
        Outcome outcome = machine.apply(entry);
        position++;
        store.apply(outcome.changes());
        watcher.decided(entry, outcome);
        say(outcome);
      }
      if (position < log.size()) {
        poll();
      }
      watchTimers();
    }

    private void say(Outcome outcome) {
      for (StoreChange change : outcome.changes()) {
        changes.send(() -> changelog.add(change));
      }
      for (JournalRecord event : outcome.journal()) {
        events.send(() -> bus.journal(event.call(), event.number(), event.value()));
      }
      for (CommandRecord command : outcome.commands()) {
        commands
            .computeIfAbsent(command.target(), _ -> new Pipe(time, random, 8))
            .send(() -> bus.command(command));
      }
    }

    private void watchTimers() {
      if (dead) {
        return;
      }
      if (wakeUp != null) {
        wakeUp.off();
      }
      Instant next = machine.nextTimer();
      if (next != null) {
        wakeUp = time.at(next.toEpochMilli(), this::fireTimers);
      }
    }

    private void fireTimers() {
      for (DueTimer due : machine.dueTimers(time.now())) {
        Origin origin = new Origin(node, incarnation, ++sequence, time.now());
        Bytes value = Bytes.of(Families.INBOX.encode(origin, due.input()));
        timers.send(() -> bus.append(partition, due.call(), value));
      }
      watchTimers();
    }

    private void commitLater() {
      time.after(
          COMMIT_MILLIS,
          () -> {
            if (!dead) {
              changes.flush();
              events.flush();
              commands.values().forEach(Pipe::flush);
              committed = position;
              commitLater();
            }
          });
    }

    void die() {
      dead = true;
      alarms.forEach(VirtualTime.Alarm::off);
      if (wakeUp != null) {
        wakeUp.off();
      }
      changes.cut();
      events.cut();
      timers.cut();
      commands.values().forEach(Pipe::cut);
    }
  }
}
