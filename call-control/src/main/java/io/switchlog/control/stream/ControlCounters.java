package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Outcome;
import io.switchlog.control.core.partition.Outcome.Note;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

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
  private final LongAdder repeatedEvents = new LongAdder();
  private final LongAdder restores = new LongAdder();
  private final LongAdder undeliverable = new LongAdder();
  private final LongAdder refusedRecords = new LongAdder();
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
  private final AtomicLong heldCalls = new AtomicLong();

  /// The counters at a moment.
  ///
  /// @param inputs inbox records handled
  /// @param decisions inputs that caused events
  /// @param events events journalled, repeated ones included
  /// @param commands commands sent, repeated ones included
  /// @param refusals inputs that changed nothing
  /// @param quarantines calls ended because they could not go on
  /// @param skipped records that nothing could be done with
  /// @param repeatedEvents events said again after a takeover
  /// @param restores partitions taken over
  /// @param undeliverable commands to a node whose ordinal the topic has no partition for
  /// @param refusedRecords records that the broker would not take, such as one too large
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
      long repeatedEvents,
      long restores,
      long undeliverable,
      long refusedRecords,
      long heldCalls,
      long inboxLag) {}

  void count(Outcome outcome) {
    inputs.increment();
    boolean repeated = false;
    for (Note note : outcome.notes()) {
      repeated |= note instanceof Note.Repeated;
      count(note);
    }
    events.add(outcome.journal().size());
    commands.add(outcome.commands().size());
    if (!repeated && !outcome.journal().isEmpty()) {
      decisions.increment();
    }
  }

  private void count(Note note) {
    switch (note) {
      case Note.Refused refused -> {
        refusals.increment();
        LOG.log(System.Logger.Level.DEBUG, () -> refused.call() + ": " + refused.reason());
      }
      case Note.Quarantined(var call, String reason, Throwable fault) -> {
        quarantines.increment();
        LOG.log(System.Logger.Level.ERROR, "call " + call + " quarantined: " + reason, fault);
      }
      case Note.Skipped(long offset, String reason) -> {
        skipped.increment();
        LOG.log(System.Logger.Level.WARNING, "inbox offset " + offset + " skipped: " + reason);
      }
      case Note.Repeated(var _, int count) -> repeatedEvents.add(count);
      case Note.Removed _ -> {}
    }
  }

  void restored(Outcome leftovers, int calls) {
    restores.increment();
    leftovers.notes().forEach(this::count);
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

  void refusedRecord(String what, Throwable why) {
    refusedRecords.increment();
    LOG.log(
        System.Logger.Level.ERROR, what + " is lost, the broker refused it: " + why.getMessage());
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
        repeatedEvents.sum(),
        restores.sum(),
        undeliverable.sum(),
        refusedRecords.sum(),
        heldCalls.get(),
        inboxLag);
  }
}
