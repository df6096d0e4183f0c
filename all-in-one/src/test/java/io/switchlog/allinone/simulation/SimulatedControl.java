package io.switchlog.allinone.simulation;

import io.switchlog.allinone.simulation.Leaders.Place;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.Ledger;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.control.stream.UnderWay;
import io.switchlog.control.stream.Voice;
import io.switchlog.control.stream.Voices;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnknownSchema;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One life of an instance of call control: one thread that decides for all its partitions, one
/// producer of that thread, one of its claims. The real parts are the machine, the ledger, how a
/// partition is succeeded to, the voices and what is made of the bus's answers; modelled is what
/// Kafka Streams and its clients do: who is given which partition, one fault a thread that is
/// thrown at the next send, whichever task that is, and a commit that waits for the producer.
final class SimulatedControl {
  private static final int COMMIT_MILLIS = 500;
  private static final int SCHEMA_MILLIS = 50;
  private static final int GRAIN_MILLIS = 10;

  final NodeId node;
  final Build build;
  final long incarnation;
  private final Watcher watcher;
  private final VirtualTime time;
  private final Random random;
  private final SimulatedBus bus;
  private final WriterSchemas writers;
  private final Voices voices = new Voices();
  private final UnderWay underWay = new UnderWay(voices);
  private final SimulatedClient producer;
  private final SimulatedPusher pusher;
  private final SimulatedFollower follower;
  private final Map<Integer, SimulatedTask> tasks = new TreeMap<>();
  private final long skewMillis;
  private @Nullable String trouble;
  private long sequence;
  private boolean turning;
  private boolean committing;
  private boolean waiting;
  private boolean stopped;
  private boolean over;

  /// Who is told what call control does, and gives it partitions.
  interface Watcher {
    void decided(SimulatedControl control, InboxEntry entry, Effects outcome);

    /// Its partitions are to be given to somebody, perhaps to itself.
    void gaveUp(SimulatedControl control, String why);

    /// The bus did not take a command in time.
    void lostCommand(CommandRecord command);

    /// Whether the partition is still this one's.
    boolean isOwner(SimulatedControl control, int partition);

    /// How far the clocks of call control are set from what they were at first.
    long stepMillis();
  }

  /// What Streams throws in whichever task sends next: all partitions of the thread are lost.
  private static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    GivenUp(String why) {
      super(why, null, false, false);
    }
  }

  SimulatedControl(
      NodeId node,
      long incarnation,
      Build build,
      WriterSchemas writers,
      VirtualTime time,
      Random random,
      SimulatedBus bus,
      int deliveryMillis,
      long skewMillis,
      Watcher watcher) {
    this.node = node;
    this.incarnation = incarnation;
    this.build = build;
    this.writers = writers;
    this.time = time;
    this.random = random;
    this.bus = bus;
    this.skewMillis = skewMillis;
    this.watcher = watcher;
    this.producer = new SimulatedClient(time, random, bus.leaders(), deliveryMillis);
    this.pusher = new SimulatedPusher(time, random, bus);
    this.follower =
        new SimulatedFollower(
            this,
            writers,
            time,
            random,
            bus,
            new SimulatedClient(time, random, bus.leaders(), deliveryMillis));
    bus.onAppend(entry -> poll());
    commitLater();
  }

  /// A clock that is never set.
  long steadyMillis() {
    return time.nowMillis() + skewMillis;
  }

  Instant wallClock() {
    return Instant.ofEpochMilli(steadyMillis() + watcher.stepMillis());
  }

  boolean runs() {
    return !stopped && !over;
  }

  private boolean isIdle() {
    return runs() && !committing && !waiting;
  }

  // --- how a partition comes to it

  /// It is given a partition, whose history it reads.
  void own(int partition) {
    follower.own(partition);
  }

  /// As Streams starts a task: what was committed is asked for, and a history that has gone on
  /// since is not begun with.
  void begin(int partition, Ledger<AggregateState> ledger) {
    if (ledger.nextOffset() != bus.journal(partition).size()) {
      own(partition);
      return;
    }
    voices.committed(partition, bus.committed(partition));
    Voice voice = voices.begin(partition, ledger.term(), ledger.number(), ledger.nextOffset());
    PartitionMachine<AggregateState> machine =
        new PartitionMachine<>(build.aggregate(), ledger, writers, voice::said);
    machine.expectFrom(voices.committed(partition));
    SimulatedOutbox outbox = new SimulatedOutbox(time, random, bus, build, voice, this::origin);
    SimulatedTask task = new SimulatedTask(this, time, bus, partition, machine, voice, outbox);
    tasks.put(partition, task);
    run(task::begin);
    task.watchTimers();
    poll();
  }

  // --- the thread

  private void poll() {
    if (!turning && isIdle() && !tasks.isEmpty()) {
      turning = true;
      time.after(1 + random.nextInt(5), this::turn);
    }
  }

  private void turn() {
    turning = false;
    if (!isIdle() || bus.isAway()) {
      return;
    }
    List<SimulatedTask> order = new ArrayList<>(tasks.values());
    Collections.rotate(order, random.nextInt(order.size() + 1));
    for (SimulatedTask task : order) {
      if (task.hasInput() && tasks.containsValue(task) && isIdle()) {
        run(() -> task.decide(1 + random.nextInt(20)));
        task.watchTimers();
      }
    }
    tasks.values().forEach(SimulatedTask::writeFloor);
    if (tasks.values().stream().anyMatch(SimulatedTask::hasInput)) {
      poll();
    }
  }

  /// The thread's own work: who is not to go on does not.
  private void run(Runnable work) {
    try {
      work.run();
    } catch (GivenUp e) {
      giveUp(String.valueOf(e.getMessage()));
    } catch (UnknownSchema e) {
      // The thread waits; what it could not read is handed in again.
      waiting = true;
      time.after(
          SCHEMA_MILLIS,
          () -> {
            waiting = false;
            poll();
          });
    }
  }

  void punctuate(SimulatedTask task) {
    if (!runs() || !tasks.containsValue(task)) {
      return;
    }
    if (isIdle()) {
      run(task::fireTimers);
      task.watchTimers();
    } else {
      time.after(GRAIN_MILLIS, () -> punctuate(task));
    }
  }

  private void commitLater() {
    time.after(COMMIT_MILLIS, this::commit);
  }

  private void commit() {
    if (over) {
      return;
    }
    if (!isIdle()) {
      commitLater();
      return;
    }
    committing = true;
    finishCommit();
  }

  private void finishCommit() {
    if (!committing || !underWay.isQuiet() || !runs()) {
      return;
    }
    committing = false;
    run(() -> {
      check();
      for (SimulatedTask task : tasks.values()) {
        if (!voices.isHeard(task.partition) || !watcher.isOwner(this, task.partition)) {
          throw new GivenUp("not all of partition " + task.partition + " is in the journal");
        }
        bus.commit(task.partition, task.position());
      }
    });
    commitLater();
    poll();
  }

  /// There is something to be fetched again.
  void busIsBack() {
    poll();
  }

  /// One fault a thread: thrown in whichever task is next, and forgotten.
  private void check() {
    String why = trouble;
    trouble = null;
    if (why != null) {
      throw new GivenUp(why);
    }
  }

  private void giveUp(String why) {
    close();
    watcher.gaveUp(this, why);
  }

  private void close() {
    for (SimulatedTask task : tasks.values()) {
      task.close();
      voices.end(task.partition, task.voice);
    }
    tasks.clear();
    follower.giveUp();
  }

  // --- what it says

  void decided(InboxEntry entry, Effects outcome) {
    watcher.decided(this, entry, outcome);
  }

  void command(CommandRecord command, TermMark mark) {
    check();
    CommandRecord written =
        new CommandRecord(
            command.target(),
            command.aggregate(),
            command.id(),
            command.number(),
            build.written(command.value()));
    Runnable done = underWay.command(mark);
    pusher.push(written, mark);
    producer.send(
        Place.commands(command.target()),
        () -> {
          bus.command(written, mark);
          return 0;
        },
        (_, fault) -> {
          if (fault != null && tasks.containsKey(mark.partition())) {
            watcher.lostCommand(command);
          }
          done.run();
        });
  }

  void record(int partition, TermMark mark, Bytes value) {
    check();
    Bytes written = build.journal(value);
    history(
        Place.journal(partition), underWay.history(mark), () -> bus.journal(partition, written));
  }

  void timer(int partition, TermMark mark, DueTimer due) {
    check();
    Bytes value = build.written(Bytes.of(Families.INBOX.encode(origin(), due.input())));
    history(
        Place.inbox(partition), underWay.timer(mark), () -> bus.append(partition, due.id(), value));
  }

  private Origin origin() {
    return new Origin(node, incarnation, ++sequence, wallClock());
  }

  private void history(Place place, UnderWay.Answer answer, LongSupplier append) {
    producer.send(
        place,
        append,
        (offset, fault) -> {
          String wrong = answer.judge(offset, fault);
          trouble = wrong == null ? trouble : place.topic() + "-" + place.partition() + " " + wrong;
          answer.done();
          if (committing) {
            time.after(0, this::finishCommit);
          }
        });
  }

  // --- life and death

  void die() {
    over = true;
    close();
    producer.die();
    pusher.die();
    follower.die();
  }

  void stall() {
    stopped = true;
    tasks.values().forEach(SimulatedTask::freeze);
    producer.freeze();
    follower.freeze();
  }

  /// It says what it had under way, decides on what it had fetched, says that, and learns that
  /// nothing is its own any more.
  void wake() {
    stopped = false;
    List<SimulatedTask> all = List.copyOf(tasks.values());
    for (SimulatedTask task : all) {
      run(() -> task.decideFetched(1 + random.nextInt(20)));
      run(task::fireTimers);
    }
    producer.thaw();
    follower.thaw();
    over = true;
    close();
  }
}
