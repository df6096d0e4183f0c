package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Effects;
import io.switchlog.control.core.partition.Effects.Note;
import io.switchlog.schemas.journal.Decided;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What a control node counts, over all its partitions and since its start.
public final class ControlCounters {
  private static final System.Logger LOG = System.getLogger(ControlCounters.class.getName());

  private final LongAdder inputs = new LongAdder();
  private final LongAdder decisions = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final LongAdder commands = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder quarantines = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder repeatedInputs = new LongAdder();
  private final LongAdder missedInputs = new LongAdder();
  private final LongAdder takeOvers = new LongAdder();
  private final LongAdder undeliverable = new LongAdder();
  private final LongAdder lostCommands = new LongAdder();
  private final LongAdder refusedWrites = new LongAdder();
  private final LongAdder earlyTimers = new LongAdder();
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
  private final AtomicLong heldCalls = new AtomicLong();

  /// The counters at a moment.
  ///
  /// @param inputs inbox records handled
  /// @param decisions records written to the journal
  /// @param events events in them
  /// @param commands commands sent
  /// @param refusals inputs that changed nothing
  /// @param quarantines calls ended because they could not go on
  /// @param skipped records that nothing could be done with
  /// @param repeatedInputs inputs that history had decided before they were read
  /// @param missedInputs inputs that the inbox did not keep until they were decided
  /// @param takeOvers partitions taken over
  /// @param earlyTimers timers that came before they were due by the inbox's time
  /// @param undeliverable commands to a node whose ordinal the topic has no partition for
  /// @param lostCommands commands that the bus did not take while they were of use
  /// @param refusedWrites records of history that the bus did not take, or not where they count
  /// @param heldCalls calls held now, ended ones in their retention included
  /// @param inboxLag inbox records not yet read
  public record Snapshot(
      long inputs,
      long decisions,
      long events,
      long commands,
      long refusals,
      long quarantines,
      long skipped,
      long repeatedInputs,
      long missedInputs,
      long takeOvers,
      long earlyTimers,
      long undeliverable,
      long lostCommands,
      long refusedWrites,
      long heldCalls,
      long inboxLag) {}

  void count(Effects outcome) {
    inputs.increment();
    outcome.notes().forEach(this::count);
    for (Effects.Entry record : outcome.journal()) {
      decisions.increment();
      if (record.body() instanceof Decided decided) {
        events.add(decided.events().size());
      }
    }
    commands.add(outcome.commands().size());
  }

  private void count(Note note) {
    switch (note) {
      case Note.Refused refused -> {
        refusals.increment();
        LOG.log(System.Logger.Level.DEBUG, () -> refused.aggregate() + ": " + refused.reason());
      }
      case Note.Quarantined(var call, String reason, Throwable fault) -> {
        quarantines.increment();
        LOG.log(System.Logger.Level.ERROR, call + " quarantined: " + reason, fault);
      }
      case Note.Skipped(long offset, String reason) -> {
        skipped.increment();
        LOG.log(System.Logger.Level.WARNING, "inbox offset " + offset + " skipped: " + reason);
      }
      case Note.Repeated _ -> repeatedInputs.increment();
      case Note.Missed(long first, long last) -> {
        missedInputs.add(last - first + 1);
        LOG.log(
            System.Logger.Level.ERROR,
            "inbox offsets %d to %d are lost: they were deleted before anybody decided them"
                .formatted(first, last));
      }
      case Note.Early(var call, String timer) -> {
        earlyTimers.increment();
        LOG.log(System.Logger.Level.DEBUG, () -> call + ": timer " + timer + " came too early");
      }
    }
  }

  void tookOver(int calls) {
    takeOvers.increment();
    heldCalls.addAndGet(calls);
  }

  /// A command has nowhere to go. Each node is told of once: every call given to it meets the same.
  void undeliverable(String topic, int ordinal, int partitions) {
    undeliverable.increment();
    if (unreachable.add(topic + "/" + ordinal)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "commands to ordinal %d are dropped: expected less than %d, the partitions of %s"
              .formatted(ordinal, partitions, topic));
    }
  }

  /// A command did not get to its topic while it was of use.
  void lostCommand(String topic, @Nullable Integer partition, Exception why) {
    lostCommands.increment();
    LOG.log(
        System.Logger.Level.ERROR,
        "a record for %s-%s is lost, the bus did not take it in time: %s"
            .formatted(topic, partition, why));
  }

  /// A record of history is not on the bus, or where it does not count.
  void refusedWrite() {
    refusedWrites.increment();
  }

  void heldCallsChanged(int by) {
    heldCalls.addAndGet(by);
  }

  long heldCalls() {
    return heldCalls.get();
  }

  Snapshot snapshot(long inboxLag) {
    return new Snapshot(
        inputs.sum(),
        decisions.sum(),
        events.sum(),
        commands.sum(),
        refusals.sum(),
        quarantines.sum(),
        skipped.sum(),
        repeatedInputs.sum(),
        missedInputs.sum(),
        takeOvers.sum(),
        earlyTimers.sum(),
        undeliverable.sum(),
        lostCommands.sum(),
        refusedWrites.sum(),
        heldCalls.get(),
        inboxLag);
  }
}
