package io.switchlog.control.core.partition;

import io.switchlog.control.core.call.AddressedCommand;
import io.switchlog.control.core.call.ArmedTimer;
import io.switchlog.control.core.call.PartitionView;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.inbox.InboxRecord;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// An aggregate as the machine drives it: its three pure functions, and what its state tells. What
/// an implementer must do:
///
/// - depend on nothing but the arguments; the same arguments give equal results on any machine;
/// - never throw for a mistake of a peer or a user: that is a refusal, an answer or an event;
/// - fold and react to the events of a quarantine in every state.
///
/// @param <S> the state; immutable
/// @param <E> the events
public interface Aggregate<S, E> {

  /// What follows from an input.
  ///
  /// @param state null where the call is not known
  /// @param now the input's append time
  Decision<E> decide(
      @Nullable S state, CallId id, InboxRecord input, Instant now, PartitionView view);

  /// The state after an event.
  ///
  /// @param state null before the first
  S evolve(@Nullable S state, EventHead head, E event);

  /// What has to be done because of an event.
  ///
  /// @param state the state after the event
  List<AddressedCommand> react(S state, EventHead head, E event);

  /// The timers that run in a state, by name.
  SortedMap<String, ArmedTimer> timers(S state);

  /// Whether the terminal event has happened.
  boolean isEnded(S state);

  /// What ends a call that cannot go on.
  List<E> quarantine(S lastGood, String detail, Instant now);

  /// Whether an event is the first of those that [#quarantine] makes.
  boolean isQuarantine(E event);

  /// The journal's record of an event.
  byte[] write(EventHead head, E event);

  /// The event of a journal's record.
  ///
  /// @throws io.switchlog.schemas.codec.UnreadableRecord if this build cannot read it
  Envelope<EventHead, E> read(byte[] value);

  /// An outcome of `decide`.
  sealed interface Decision<E> {

    /// The input changes the call, or nothing where there are no events.
    record Accepted<E>(List<E> events) implements Decision<E> {}

    /// The input does not fit the state, and nobody waits for an answer.
    ///
    /// @param reason what was expected and what was found
    record Refused<E>(String reason) implements Decision<E> {}

    /// The call is not known or over: these answers leave, and nothing is remembered.
    record Answered<E>(List<AddressedCommand> commands) implements Decision<E> {}
  }
}
