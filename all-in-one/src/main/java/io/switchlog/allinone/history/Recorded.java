package io.switchlog.allinone.history;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.Ordered;
import io.switchlog.schemas.media.QualityMeasured;
import io.switchlog.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One life of a call as the journal has it: its events by number. The same INVITE long after the
/// call's end is another life of the same id, with a history of its own.
///
/// @param life as in [io.switchlog.schemas.journal.Decided]
/// @param events by number
/// @param releases media of the call that a node was found to hold without the call knowing
public record Recorded(
    CallId call,
    long life,
    NavigableMap<Long, Envelope<EventHead, CallEvent>> events,
    List<MediaRelease> releases) {
  private record Life(CallId call, long life) {}

  /// A media node asked about media that nobody spoke on, and was told to let it go.
  public record MediaRelease(NodeId node, Instant at) {}

  public Recorded {
    releases = List.copyOf(releases);
  }

  /// A history of events alone.
  public Recorded(
      CallId call, long life, NavigableMap<Long, Envelope<EventHead, CallEvent>> events) {
    this(call, life, events, List.of());
  }

  /// All calls of the journal whose id begins like this, in the order of their first event's place,
  /// each life of an id by itself.
  public static List<Recorded> find(TopicReader reader, String prefix) {
    return of(reader.decisions(key -> key != null && key.startsWith(prefix)));
  }

  /// The calls that decisions of the journal are about.
  static List<Recorded> of(List<Stored<JournalHead, Decided>> decisions) {
    Map<Life, NavigableMap<Long, Envelope<EventHead, CallEvent>>> calls = new LinkedHashMap<>();
    Map<Life, List<MediaRelease>> releases = new HashMap<>();
    Map<CallId, Life> latest = new HashMap<>();
    for (Stored<JournalHead, Decided> record : decisions) {
      Decided decided = record.body();
      Instant at = record.head().at();
      if (decided.kind() != AggregateKind.CALL) {
        continue;
      }
      CallId id = decided.id().call();
      Life life = new Life(id, decided.life());
      for (Envelope<EventHead, CallEvent> event : decided.numbered(at)) {
        latest.put(life.call, life);
        calls.computeIfAbsent(life, _ -> new TreeMap<>()).put(event.head().number(), event);
      }
      Ordered release = releaseIn(decided);
      if (release != null) {
        Life asked = new Life(id, lifeIn(release, decided.life()));
        Life released = calls.containsKey(asked) ? asked : latest.get(id);
        if (released != null) {
          releases
              .computeIfAbsent(released, _ -> new ArrayList<>())
              .add(new MediaRelease(release.target(), at));
        }
      }
    }
    List<Recorded> found = new ArrayList<>();
    calls.forEach((life, events) ->
        found.add(
            new Recorded(life.call, life.life, events, releases.getOrDefault(life, List.of()))));
    return found;
  }

  /// The release that a media node was answered with: nothing else is ordered of a media node
  /// without an event.
  private static @Nullable Ordered releaseIn(Decided decided) {
    return decided.events().isEmpty()
        ? decided.commands().stream()
            .filter(order -> order.target().kind() == NodeKind.MEDIA)
            .findFirst()
            .orElse(null)
        : null;
  }

  /// The life whose media is released, which need not be the one that answered.
  private static long lifeIn(Ordered release, long answering) {
    try {
      return switch (Families.MEDIA_COMMANDS.decode(release.command().array()).body()) {
        case ApplyMediaPlan plan -> plan.life();
      };
    } catch (UnreadableRecord e) {
      return answering; // another build's command: the life that answered is the likelier one
    }
  }

  /// What the events up to a number tell.
  public CallSummary summaryAt(long number) {
    CallHistory history = new CallHistory(call);
    events.headMap(number, true).values().forEach(history::apply);
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
