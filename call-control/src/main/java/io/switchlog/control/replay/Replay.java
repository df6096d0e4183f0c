package io.switchlog.control.replay;

import io.switchlog.control.core.partition.Aggregate;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.control.core.partition.MemoryStore;
import io.switchlog.control.core.partition.Outcome;
import io.switchlog.control.core.partition.Outcome.JournalRecord;
import io.switchlog.control.core.partition.PartitionMachine;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides a recorded inbox partition again and compares. Pure.
///
/// @param <S> the state of a call
/// @param <E> its events
public final class Replay<S, E> {
  private final Aggregate<S, E> aggregate;
  private final WriterSchemas writers;

  private record Place(CallId call, long number) {}

  /// @param aggregate this build's decisions
  /// @param writers the schemas found on the bus
  public Replay(Aggregate<S, E> aggregate, WriterSchemas writers) {
    this.aggregate = aggregate;
    this.writers = writers;
  }

  /// Compares all calls of a partition.
  public Verdict all(Recording recording) {
    return compare(recording, null);
  }

  /// Compares one call. The partition's own inputs take part all the same.
  public Verdict one(Recording recording, CallId call) {
    return compare(recording, call);
  }

  private Verdict compare(Recording recording, @Nullable CallId only) {
    Map<Place, Bytes> recorded = new LinkedHashMap<>();
    Verdict repeated = collect(recording, only, recorded);
    if (repeated != null) {
      return repeated;
    }
    Map<Place, Bytes> decided = decide(recording, only);
    List<Verdict.Different> differences = new ArrayList<>();
    Set<CallId> differing = new HashSet<>();
    Set<CallId> same = new HashSet<>();
    long events = 0;
    for (Map.Entry<Place, Bytes> entry : union(recorded, decided).entrySet()) {
      Place place = entry.getKey();
      Bytes before = recorded.get(place);
      Bytes now = decided.get(place);
      if (Objects.equals(before, now)) {
        same.add(place.call());
        events++;
      } else if (isCompared(recording, before == null ? now : before)
          && differing.add(place.call())) {
        differences.add(
            new Verdict.Different(place.call(), place.number(), readable(before), readable(now)));
      }
    }
    same.removeAll(differing);
    if (differences.isEmpty()) {
      return new Verdict.Same(same.size(), events);
    }
    if (!recording.isWhole()) {
      return new Verdict.Incomplete(
          same.size(), events, reason(recording, differences.getFirst(), differences.size()));
    }
    return differences.getFirst();
  }

  private static String reason(Recording recording, Verdict.Different first, int differingCalls) {
    long begins =
        recording.inbox().isEmpty()
            ? recording.decidedBelow()
            : recording.inbox().getFirst().offset();
    return "partition "
        + recording.partition()
        + " of the inbox begins at offset "
        + begins
        + ": what came before is no longer kept, so "
        + differingCalls
        + " calls cannot be judged, the first "
        + first.call();
  }

  /// Drops repeats: a takeover writes an event again, equal to what it wrote before.
  private Verdict.@Nullable Different collect(
      Recording recording, @Nullable CallId only, Map<Place, Bytes> recorded) {
    for (JournalRecord record : recording.journal()) {
      if (only == null || only.equals(record.call())) {
        Place place = new Place(record.call(), record.number());
        Bytes before = recorded.putIfAbsent(place, record.value());
        if (before != null && !before.equals(record.value())) {
          return new Verdict.Different(
              place.call(),
              place.number(),
              readable(before),
              "written again otherwise: " + readable(record.value()));
        }
      }
    }
    return null;
  }

  private Map<Place, Bytes> decide(Recording recording, @Nullable CallId only) {
    MemoryStore store = new MemoryStore();
    PartitionMachine<S, E> machine = PartitionMachine.restore(aggregate, store, writers);
    Map<Place, Bytes> decided = new LinkedHashMap<>();
    for (InboxEntry entry : recording.inbox()) {
      CallId key = entry.key();
      if (entry.offset() < recording.decidedBelow()
          && (only == null || key == null || only.equals(key))) {
        Outcome outcome = machine.apply(entry);
        store.apply(outcome.changes());
        for (JournalRecord record : outcome.journal()) {
          decided.put(new Place(record.call(), record.number()), record.value());
        }
      }
    }
    return decided;
  }

  private static Map<Place, Bytes> union(Map<Place, Bytes> one, Map<Place, Bytes> other) {
    Map<Place, Bytes> all = new LinkedHashMap<>(one);
    other.forEach(all::putIfAbsent);
    return all;
  }

  private boolean isCompared(Recording recording, @Nullable Bytes event) {
    try {
      return event == null
          || aggregate.read(event.array()).head().causeOffset() < recording.decidedBelow();
    } catch (UnreadableRecord e) {
      return true;
    }
  }

  private String readable(@Nullable Bytes event) {
    if (event == null) {
      return "no such event";
    }
    try {
      var read = aggregate.read(event.array());
      return read.body()
          + " caused by offset "
          + read.head().causeOffset()
          + " at "
          + read.head().at();
    } catch (UnreadableRecord e) {
      return "unreadable: " + e.getMessage();
    }
  }
}
