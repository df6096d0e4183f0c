package io.switchlog.switchlog.history;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// One life of a call as the journal has it: its events by number. The same INVITE long after the
/// call's end is another life of the same id, with a history of its own.
///
/// @param life as in [io.switchlog.schemas.journal.Decided]
/// @param events by number
public record Recorded(
    CallId call, long life, NavigableMap<Long, Envelope<EventHead, CallEvent>> events) {
  private record Life(CallId call, long life) {}

  /// All calls of the journal whose id begins like this, in the order of their first event's place,
  /// each life of an id by itself.
  public static List<Recorded> find(TopicReader reader, String prefix) {
    Map<Life, NavigableMap<Long, Envelope<EventHead, CallEvent>>> calls = new LinkedHashMap<>();
    reader
        .decisions(key -> key != null && key.startsWith(prefix))
        .forEach(record -> {
          Decided decided = record.body();
          decided
              .numbered(record.head().at())
              .forEach(event ->
                  calls
                      .computeIfAbsent(new Life(decided.id(), decided.life()), _ -> new TreeMap<>())
                      .put(event.head().number(), event));
        });
    List<Recorded> found = new ArrayList<>();
    calls.forEach((life, events) -> found.add(new Recorded(life.call, life.life, events)));
    return found;
  }

  /// What the events up to a number tell.
  public CallSummary summaryAt(long number) {
    CallHistory history = new CallHistory(call);
    events
        .headMap(number, true)
        .values()
        .forEach(event -> history.apply(event.body(), event.head().at()));
    return history.summary();
  }

  /// What all events tell.
  public CallSummary summary() {
    return summaryAt(Long.MAX_VALUE);
  }

  /// The events in order.
  public List<Envelope<EventHead, CallEvent>> inOrder() {
    return List.copyOf(events.values());
  }

  /// What the media nodes measured of the call, in order.
  public List<QualityMeasured> quality(TopicReader reader) {
    return reader.read(Topics.MEDIA_QUALITY, Families.QUALITY, call).stream()
        .map(Stored::body)
        .toList();
  }

  /// The inputs that caused the events, by offset in the call's inbox partition; those past the
  /// inbox's retention are missing.
  public Map<Long, InboxRecord> causes(TopicReader reader) {
    Map<Long, InboxRecord> causes = new HashMap<>();
    if (events.isEmpty()) {
      return causes;
    }
    Set<Long> offsets = new HashSet<>();
    events.values().forEach(event -> offsets.add(event.head().causeOffset()));
    int partition = events.firstEntry().getValue().head().causePartition();
    reader
        .read(
            Topics.CALLS_INBOX,
            Families.INBOX,
            partition,
            record -> offsets.contains(record.offset()))
        .forEach(record -> causes.put(record.offset(), record.body()));
    return causes;
  }
}
