package io.switchlog.allinone.simulation;

import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.partition.DueTimer;
import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.control.core.partition.InboxClock;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.control.stream.Voice;
import io.switchlog.schemas.bus.TermMark;
import io.switchlog.schemas.journal.Floor;
import io.switchlog.schemas.topic.Log;
import io.switchlog.testkit.time.VirtualTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A partition that an instance of call control owns: what `InboxProcessor` does inside its Streams
/// task.
final class SimulatedTask {
  /// Seldom in a real node, and after thousands of records.
  private static final int FLOOR_RECORDS = 40;

  final int partition;
  final Voice voice;
  private final SimulatedControl control;
  private final VirtualTime time;
  private final SimulatedBus bus;
  private final PartitionMachine<AggregateState> machine;
  private final SimulatedOutbox outbox;
  private final InboxClock clock = new InboxClock();
  private VirtualTime.@Nullable Alarm wakeUp;
  private @Nullable Floor floor;
  private long floorNumber;
  private int position;
  private boolean begun;

  SimulatedTask(
      SimulatedControl control,
      VirtualTime time,
      SimulatedBus bus,
      int partition,
      PartitionMachine<AggregateState> machine,
      Voice voice,
      SimulatedOutbox outbox) {
    this.control = control;
    this.time = time;
    this.bus = bus;
    this.partition = partition;
    this.machine = machine;
    this.voice = voice;
    this.outbox = outbox;
    this.floorNumber = machine.number();
    this.position = bus.committed(partition);
  }

  int position() {
    return position;
  }

  boolean hasInput() {
    return Math.max(position, bus.inboxBegin(partition)) < bus.inbox(partition).size();
  }

  /// What the owner before may not have said is said first.
  void begin() {
    if (!begun) {
      begun = true;
      machine.unsaid().forEach(this::say);
      machine.unsaidPosts().forEach(outbox::add);
    }
  }

  /// Decides what there is, up to so many inputs. What is not there any more is passed over, as by
  /// `auto.offset.reset`.
  void decide(int most) {
    position = Math.max(position, bus.inboxBegin(partition));
    decideFetched(most);
  }

  /// Decides what was fetched before, up to so many inputs.
  void decideFetched(int most) {
    begin();
    List<InboxEntry> inbox = bus.inbox(partition);
    int until = Math.min(inbox.size(), position + most);
    while (position < until) {
      decide(inbox.get(position));
    }
  }

  private void decide(InboxEntry entry) {
    clock.read(entry.appendedAt(), control.steadyMillis());
    Effects outcome = machine.apply(entry);
    position++;
    if (outcome.notes().stream().anyMatch(Note.Early.class::isInstance)) {
      clock.wasAhead(entry.appendedAt(), control.steadyMillis());
    }
    control.decided(entry, outcome);
    outcome.commands().forEach(this::say);
    outcome
        .journal()
        .forEach(record -> control.record(partition, mark(record.number()), record.value()));
    outcome.posts().forEach(outbox::add);
  }

  private void say(CommandRecord command) {
    control.command(
        command,
        new TermMark(
            Log.CALLS,
            partition,
            machine.term(),
            command.number(),
            0,
            voice.nextSequence(command.target())));
  }

  private TermMark mark(long number) {
    return new TermMark(Log.CALLS, partition, machine.term(), number);
  }

  private Instant inboxTime() {
    return clock.now(control.steadyMillis(), control.wallClock());
  }

  void watchTimers() {
    off();
    Instant next = machine.nextTimer();
    if (next != null) {
      long delay = Math.max(1, next.toEpochMilli() - inboxTime().toEpochMilli());
      wakeUp = time.after(delay, () -> control.punctuate(this));
    }
  }

  void fireTimers() {
    begin();
    for (DueTimer due : machine.dueTimers(inboxTime())) {
      control.timer(partition, mark(machine.number()), due);
    }
  }

  void writeFloor() {
    if (floor == null && machine.number() - floorNumber >= FLOOR_RECORDS) {
      floor = machine.floor();
      floorNumber = machine.number();
    } else if (floor != null && voice.acknowledged() >= floorNumber) {
      bus.floor(floor);
      floor = null;
    }
  }

  /// Nothing more leaves, for a while or for ever.
  void freeze() {
    off();
    outbox.freeze();
  }

  void close() {
    off();
    outbox.close();
  }

  private void off() {
    if (wakeUp != null) {
      wakeUp.off();
    }
  }
}
