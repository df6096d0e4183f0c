package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.ArmedTimer;
import io.switchlog.control.core.partition.Outcome.Note;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.codec.UnreadableRecord;
import io.switchlog.schemas.codec.WriterSchemas;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a partition's store adds up to when it is taken over. A call's events count as far as their
/// numbers follow one another from 1; what stands behind a gap is the end of a decision that was
/// not stored whole, or the remains of a call that was let go, and is cleared away.
final class Restored<S, E> {
  /// A call that cannot be folded is woken by this timer, at once, to be quarantined.
  private static final SortedMap<String, ArmedTimer> FAULT =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(Map.of("quarantine", new ArmedTimer(0, Instant.EPOCH))));

  final Map<CallId, LiveCall<S>> calls = new HashMap<>();
  final TimerIndex timers = new TimerIndex();
  final StoredView view = new StoredView();
  final OutcomeBuilder leftovers = new OutcomeBuilder();

  /// The highest offset that had an effect, 0 where none is known.
  long mark;

  private final Aggregate<S, E> aggregate;
  private @Nullable CallId call;
  private Fold<S, E> fold;
  private long number;
  private long callBorn;
  private long callMark;

  Restored(Aggregate<S, E> aggregate, EventStore store, WriterSchemas writers) {
    this.aggregate = aggregate;
    this.fold = new Fold<>(aggregate);
    store.scan(StoreKeys.FIRST, StoreKeys.FIRST_CALL, (key, value) -> view(key, value, writers));
    store.scan(StoreKeys.FIRST_CALL, StoreKeys.END, this::event);
    finishCall();
    mark = Math.max(mark, view.mark());
  }

  private void view(byte[] key, byte[] value, WriterSchemas writers) {
    try {
      view.restore(key, value, writers);
    } catch (UnreadableRecord e) {
      leftovers.note(new Note.Skipped(view.mark(), String.valueOf(e.getMessage())));
    }
  }

  private void event(byte[] key, byte[] value) {
    CallId id = StoreKeys.callOf(key);
    if (!id.equals(call)) {
      finishCall();
      call = id;
      fold = new Fold<>(aggregate);
      number = 0;
      callMark = 0;
    }
    if (StoreKeys.numberOf(key) != number + 1) {
      leftovers.delete(Bytes.of(key));
      return;
    }
    number++;
    Envelope<EventHead, E> stored = fold.add(value);
    if (stored != null) {
      callMark = stored.head().causeOffset();
      callBorn = number == 1 ? callMark : callBorn;
    }
  }

  private void finishCall() {
    if (call == null || number == 0) {
      return;
    }
    S state = fold.state();
    String fault = fold.fault();
    if (state == null) {
      leftovers.note(new Note.Quarantined(call, String.valueOf(fault), null));
      leftovers.deleteEvents(call, number);
      return;
    }
    LiveCall<S> live = new LiveCall<>(call, state);
    live.number = number;
    live.born = callBorn;
    live.mark = callMark;
    live.fault = fault;
    live.timers = fault == null ? aggregate.timers(state) : FAULT;
    timers.replace(live.id, Collections.emptySortedMap(), live.timers);
    calls.put(live.id, live);
    mark = Math.max(mark, live.mark);
  }
}
