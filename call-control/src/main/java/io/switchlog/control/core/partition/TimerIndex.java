package io.switchlog.control.core.partition;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.inbox.TimerFired;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The timers of all aggregates of a partition, soonest first. Derived from the aggregates' states,
/// so it has no log of its own.
final class TimerIndex {
  private record Entry(Instant due, AggregateId id, String name, long generation) {}

  private static final Comparator<Entry> SOONEST_FIRST =
      Comparator.comparing(Entry::due)
          .thenComparing(Entry::id)
          .thenComparing(Entry::name)
          .thenComparingLong(Entry::generation);

  private final TreeSet<Entry> entries = new TreeSet<>(SOONEST_FIRST);

  /// Replaces an aggregate's timers. One that was handed out and still runs is not handed out
  /// again.
  void replace(
      AggregateId id, SortedMap<String, ArmedTimer> before, SortedMap<String, ArmedTimer> after) {
    if (before.equals(after)) {
      return;
    }
    before.forEach((name, timer) -> {
      if (!timer.equals(after.get(name))) {
        entries.remove(entry(id, name, timer));
      }
    });
    after.forEach((name, timer) -> {
      if (!timer.equals(before.get(name))) {
        add(id, name, timer);
      }
    });
  }

  /// Hands a timer out once more when it is due: it came back too early.
  void add(AggregateId id, String name, ArmedTimer timer) {
    entries.add(entry(id, name, timer));
  }

  /// Takes out what is due.
  List<DueTimer> takeDue(Instant now) {
    if (entries.isEmpty() || entries.first().due().isAfter(now)) {
      return List.of();
    }
    List<DueTimer> due = new ArrayList<>();
    while (!entries.isEmpty() && !entries.first().due().isAfter(now)) {
      Entry entry = entries.removeFirst();
      due.add(new DueTimer(entry.id(), new TimerFired(entry.name(), entry.generation())));
    }
    return due;
  }

  @Nullable Instant next() {
    return entries.isEmpty() ? null : entries.first().due();
  }

  private static Entry entry(AggregateId id, String name, ArmedTimer timer) {
    return new Entry(timer.due(), id, name, timer.generation());
  }
}
