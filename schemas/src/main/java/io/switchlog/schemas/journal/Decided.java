package io.switchlog.schemas.journal;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A decision, whole: what an input led to in one aggregate. There is one for every input that
/// changed something or had something ordered.
///
/// @param kind the kind of the aggregate
/// @param id its id, the record's key as well
/// @param life tells the lives of an id apart: the inbox offset of the input that this life began
///   with; 0 where the aggregate is not known, and is only answered for
/// @param rules the version of the rules that took the decision
/// @param cause the input
/// @param more whether the same input leads to more decisions behind this one
/// @param said all commands of records numbered so far and no further are acknowledged, or past
///   their deadline: who takes over says again what is behind it
/// @param firstEvent the number of the first event, counted from 1 within the life
/// @param events what the aggregate concluded, in order; none where it only answered
/// @param commands what was ordered, in order
/// @param timers what runs afterwards, by name
/// @param posts what was said to other aggregates, in order; null for nothing
public record Decided(
    AggregateKind kind,
    AggregateId id,
    long life,
    int rules,
    Cause cause,
    boolean more,
    long said,
    long firstEvent,
    List<AggregateEvent> events,
    List<Ordered> commands,
    List<Armed> timers,
    @Nullable List<Posted> posts)
    implements JournalRecord {
  public Decided {
    events = List.copyOf(events);
    commands = List.copyOf(commands);
    timers = List.copyOf(timers);
    posts = posts == null || posts.isEmpty() ? null : List.copyOf(posts);
  }

  /// One that says nothing to other aggregates.
  public Decided(
      AggregateKind kind,
      AggregateId id,
      long life,
      int rules,
      Cause cause,
      boolean more,
      long said,
      long firstEvent,
      List<? extends AggregateEvent> events,
      List<Ordered> commands,
      List<Armed> timers) {
    this(
        kind,
        id,
        life,
        rules,
        cause,
        more,
        said,
        firstEvent,
        List.copyOf(events),
        commands,
        timers,
        null);
  }

  /// What was said to other aggregates, in order.
  public List<Posted> messages() {
    return posts == null ? List.of() : posts;
  }

  /// The events of a call with where each stands and why; none of an aggregate of another kind.
  ///
  /// @param at as in the head of this record
  public List<Envelope<EventHead, CallEvent>> numbered(Instant at) {
    List<Envelope<EventHead, CallEvent>> numbered = new ArrayList<>(events.size());
    long number = firstEvent;
    for (AggregateEvent event : events) {
      EventHead head = new EventHead(number++, cause.partition(), cause.offset(), at);
      if (event instanceof CallEvent told) {
        numbered.add(new Envelope<>(head, told));
      }
    }
    return numbered;
  }

  /// The same, with more to come from the same input.
  public Decided withMore() {
    return new Decided(
        kind, id, life, rules, cause, true, said, firstEvent, events, commands, timers, posts);
  }
}
