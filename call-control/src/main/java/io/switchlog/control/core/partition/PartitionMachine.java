package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.AddressedCommand;
import io.switchlog.control.core.call.ArmedTimer;
import io.switchlog.control.core.call.Call;
import io.switchlog.control.core.call.PartitionView;
import io.switchlog.control.core.partition.Aggregate.Decision;
import io.switchlog.control.core.partition.Outcome.Note;
import io.switchlog.control.core.partition.OutcomeBuilder.Position;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.inbox.CallInput;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.PartitionInput;
import io.switchlog.schemas.inbox.TimerFired;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Decides the inputs of one inbox partition, in their order:
///
///     entry ──> read ──> at or below the call's mark? ──yes──> say again what it caused
///                             │ no
///                             v
///                        decide ──> evolve, journal, react, for each event ──> store them all
///                             │
///                             └─ refused: an answer that follows from the input alone, or nothing
///
/// Two marks keep a repeated input from being decided twice. A call's mark is the offset of the
/// last input that caused it an event. The partition's mark is the highest of all calls' and of the
/// view: an input below it has had its effect, if it had any, because the store loses only its
/// end. Without the second mark an input refused for want of a node could be accepted when it comes
/// again after the node has joined.
///
/// For one thread.
///
/// @param <S> the state of a call
/// @param <E> its events
public final class PartitionMachine<S, E> {
  private final Aggregate<S, E> aggregate;
  private final EventStore store;
  private final WriterSchemas writers;
  private final Map<CallId, LiveCall<S>> calls;
  private final TimerIndex timers;
  private final StoredView view;
  private final Outcome leftovers;
  private long decidedBelow;

  private PartitionMachine(
      Aggregate<S, E> aggregate, EventStore store, WriterSchemas writers, Restored<S, E> restored) {
    this.aggregate = aggregate;
    this.store = store;
    this.writers = writers;
    this.calls = restored.calls;
    this.timers = restored.timers;
    this.view = restored.view;
    this.leftovers = restored.leftovers.build();
    this.decidedBelow = restored.mark;
  }

  /// Takes a partition over: rebuilds everything from what is stored.
  ///
  /// @param writers the schemas found on the bus, for records of another version
  public static <S, E> PartitionMachine<S, E> restore(
      Aggregate<S, E> aggregate, EventStore store, WriterSchemas writers) {
    return new PartitionMachine<>(
        aggregate, store, writers, new Restored<>(aggregate, store, writers));
  }

  /// What the restore clears away because it was half-written or half-deleted. To be applied to the
  /// store before the first input.
  public Outcome leftovers() {
    return leftovers;
  }

  /// Decides one input. Never throws for what is in the record.
  public Outcome apply(InboxEntry entry) {
    OutcomeBuilder out = new OutcomeBuilder();
    InboxRecord input = read(entry, out);
    switch (input) {
      case null -> {}
      case PartitionInput partitionInput -> applyToPartition(partitionInput, entry, out);
      case CallInput callInput -> {
        CallId key = entry.key();
        if (key == null) {
          out.note(new Note.Skipped(entry.offset(), "expected a call id as the key, found none"));
        } else {
          applyToCall(key, callInput, entry, out);
        }
      }
    }
    decidedBelow = Math.max(decidedBelow, entry.offset());
    return out.build();
  }

  /// The timers that have run out since the last time. Each is handed out once; it keeps being
  /// asked for after a takeover, until an event settles it.
  public List<DueTimer> dueTimers(Instant now) {
    return timers.takeDue(now);
  }

  /// When the next timer runs out, null where none runs.
  public @Nullable Instant nextTimer() {
    return timers.next();
  }

  /// How many calls are held, ended ones in their retention included.
  public int heldCalls() {
    return calls.size();
  }

  /// The state of a held call.
  public @Nullable S state(CallId id) {
    LiveCall<S> call = calls.get(id);
    return call == null ? null : call.state;
  }

  /// The world as the last input left it.
  public PartitionView view() {
    return view.current();
  }

  private @Nullable InboxRecord read(InboxEntry entry, OutcomeBuilder out) {
    try {
      return Families.INBOX.decode(entry.value().array(), writers).body();
    } catch (UnreadableRecord e) {
      LiveCall<S> call = entry.key() == null ? null : calls.get(entry.key());
      String reason = String.valueOf(e.getMessage());
      if (call != null && entry.offset() <= call.mark) {
        repeat(call, entry, out);
      } else if (call == null || aggregate.isEnded(call.state)) {
        out.note(new Note.Skipped(entry.offset(), reason));
      } else if (entry.offset() >= decidedBelow) {
        quarantine(call, reason, e, entry, out);
      }
      return null;
    }
  }

  private void applyToPartition(PartitionInput input, InboxEntry entry, OutcomeBuilder out) {
    if (!view.apply(input, entry, out)) {
      return;
    }
    List<LiveCall<S>> told = new ArrayList<>(calls.values());
    told.sort(Comparator.comparing(call -> call.id));
    for (LiveCall<S> call : told) {
      if (entry.offset() <= call.mark || !aggregate.isEnded(call.state)) {
        offer(call.id, call, input, entry, out);
      }
    }
  }

  private void applyToCall(CallId id, CallInput input, InboxEntry entry, OutcomeBuilder out) {
    LiveCall<S> call = calls.get(id);
    if (call != null
        && entry.offset() > call.mark
        && input instanceof TimerFired(String name, long generation)
        && endsRetention(call, name, generation)) {
      remove(call, out);
      return;
    }
    offer(id, call, input, entry, out);
  }

  private void offer(
      CallId id,
      @Nullable LiveCall<S> call,
      InboxRecord input,
      InboxEntry entry,
      OutcomeBuilder out) {
    if (call != null && entry.offset() < call.born) {
      repeatAnswer(id, null, input, entry, out);
    } else if (call != null && entry.offset() <= call.mark) {
      repeat(call, entry, out);
    } else if (entry.offset() >= decidedBelow) {
      decide(id, call, input, entry, out);
    } else {
      repeatAnswer(id, call, input, entry, out);
    }
  }

  private void decide(
      CallId id,
      @Nullable LiveCall<S> call,
      InboxRecord input,
      InboxEntry entry,
      OutcomeBuilder out) {
    if (call != null && call.fault != null) {
      quarantine(call, call.fault, null, entry, out);
      return;
    }
    Position before = out.position();
    try {
      S state = call == null ? null : call.state;
      switch (aggregate.decide(state, id, input, entry.appendedAt(), view.current())) {
        case Decision.Accepted<E>(List<E> events) -> accept(id, call, events, entry, out);
        case Decision.Refused<E>(String reason) -> out.refused(id, reason);
        case Decision.Answered<E>(List<AddressedCommand> answers) ->
            out.commands(id, placeOf(entry), answers);
      }
    } catch (RuntimeException | StackOverflowError e) {
      out.rollBackTo(before);
      if (call == null) {
        out.note(new Note.Quarantined(id, e.toString(), e));
      } else {
        quarantine(call, e.toString(), e, entry, out);
      }
    }
  }

  private void accept(
      CallId id, @Nullable LiveCall<S> call, List<E> events, InboxEntry entry, OutcomeBuilder out) {
    Position before = out.position();
    S state = call == null ? null : call.state;
    long number = call == null ? 0 : call.number;
    for (E event : events) {
      number++;
      EventHead head = new EventHead(number, entry.partition(), entry.offset(), entry.appendedAt());
      state = aggregate.evolve(state, head, event);
      out.event(id, number, Bytes.of(aggregate.write(head, event)));
      out.commands(id, Long.toString(number), aggregate.react(state, head, event));
    }
    if (state == null || events.isEmpty()) {
      return;
    }
    SortedMap<String, ArmedTimer> running = aggregate.timers(state);
    out.storeEventsSince(before);
    LiveCall<S> changed = call == null ? new LiveCall<>(id, state) : call;
    timers.replace(id, changed.timers, running);
    changed.timers = running;
    changed.state = state;
    changed.number = number;
    changed.born = call == null ? entry.offset() : changed.born;
    changed.mark = entry.offset();
    changed.fault = null;
    calls.putIfAbsent(id, changed);
  }

  /// Ends a call that cannot go on. One that has ended already has its terminal event.
  private void quarantine(
      LiveCall<S> call,
      String reason,
      @Nullable Throwable fault,
      InboxEntry entry,
      OutcomeBuilder out) {
    out.note(new Note.Quarantined(call.id, reason, fault));
    if (aggregate.isEnded(call.state)) {
      return;
    }
    Position before = out.position();
    try {
      accept(
          call.id, call, aggregate.quarantine(call.state, reason, entry.appendedAt()), entry, out);
    } catch (RuntimeException | StackOverflowError e) {
      out.rollBackTo(before);
      out.note(new Note.Skipped(entry.offset(), "a quarantine failed: " + e));
    }
  }

  private boolean endsRetention(LiveCall<S> call, String name, long generation) {
    ArmedTimer timer = call.timers.get(name);
    return name.equals(Call.RETENTION)
        && aggregate.isEnded(call.state)
        && timer != null
        && timer.generation() == generation;
  }

  private void remove(LiveCall<S> call, OutcomeBuilder out) {
    calls.remove(call.id);
    timers.replace(call.id, call.timers, Collections.emptySortedMap());
    out.deleteEvents(call.id, call.number);
    out.note(new Note.Removed(call.id));
  }

  /// Says again what an input caused: the events as they are stored, and from each the commands,
  /// with the state folded up to it. They are stored and journalled again too: where the store's
  /// local copy outlived a crash, its log may have lost its end.
  private void repeat(LiveCall<S> call, InboxEntry entry, OutcomeBuilder out) {
    Position before = out.position();
    Fold<S, E> fold = new Fold<>(aggregate);
    try {
      store.scan(
          StoreKeys.firstOf(call.id),
          StoreKeys.endOf(call.id),
          (_, value) -> {
            Envelope<EventHead, E> stored = fold.add(value);
            S state = fold.state();
            if (stored != null && state != null && stored.head().causeOffset() == entry.offset()) {
              EventHead head = stored.head();
              out.event(call.id, head.number(), Bytes.of(value));
              out.commands(
                  call.id,
                  Long.toString(head.number()),
                  aggregate.react(state, head, stored.body()));
            }
          });
    } catch (RuntimeException | StackOverflowError e) {
      out.note(new Note.Skipped(entry.offset(), e.toString()));
    }
    int events = out.storeEventsSince(before);
    out.note(new Note.Repeated(call.id, events));
  }

  /// Answers again an input that caused no event.
  ///
  /// @param call as it was then: null before its first event, as it is now after its last
  private void repeatAnswer(
      CallId id,
      @Nullable LiveCall<S> call,
      InboxRecord input,
      InboxEntry entry,
      OutcomeBuilder out) {
    try {
      S state = call == null ? null : call.state;
      if (aggregate.decide(state, id, input, entry.appendedAt(), view.current())
          instanceof Decision.Answered<E>(List<AddressedCommand> answers)) {
        out.commands(id, placeOf(entry), answers);
      }
    } catch (RuntimeException | StackOverflowError e) {
      out.note(new Note.Skipped(entry.offset(), e.toString()));
    }
  }

  private static String placeOf(InboxEntry entry) {
    return entry.partition() + "." + entry.offset();
  }
}
