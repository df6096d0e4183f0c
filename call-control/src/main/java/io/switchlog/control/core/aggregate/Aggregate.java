package io.switchlog.control.core.aggregate;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// An aggregate as the machine drives it: its three pure functions, and what its state tells. What
/// an implementer must do:
///
/// - depend on nothing but the arguments; the same arguments give equal results on any machine;
/// - never throw for a mistake of a peer or a user: that is a refusal, an answer or an event;
/// - fold and react to the events of a quarantine in every state;
/// - count up [#rules] when equal arguments give other results than before.
///
/// @param <S> the state; immutable
public interface Aggregate<S> {

  /// The version of the rules: who reads a decision knows by it which ones took it.
  int rules();

  /// Whether it decides as a version of the rules did. What other versions told it only folds.
  default boolean decidesBy(int version) {
    return version == rules();
  }

  /// What follows from an input.
  ///
  /// @param state null where the aggregate is not known, or its retention is over
  /// @param now the input's append time
  Decision decide(
      @Nullable S state, AggregateId id, InboxRecord input, Instant now, PartitionView view);

  /// The state after an event.
  ///
  /// @param state null before the first
  S evolve(@Nullable S state, EventHead head, AggregateEvent event);

  /// What has to be done because of an event.
  ///
  /// @param state the state after the event
  List<AddressedCommand> react(S state, EventHead head, AggregateEvent event);

  /// What other aggregates have to hear because of an event, in order.
  ///
  /// @param state the state after the event
  List<Post> posts(S state, EventHead head, AggregateEvent event);

  /// The timers that run in a state, by name.
  SortedMap<String, ArmedTimer> timers(S state);

  /// The nodes that a state depends on: who is told when one of them comes or goes.
  Set<NodeId> nodes(S state);

  /// The leased ports that an aggregate holds after an event.
  HeldPorts ports(HeldPorts before, AggregateEvent event);

  /// Until when one that is over absorbs what comes late; null while it goes on.
  @Nullable Instant endedUntil(S state);

  /// Whether an event tells all that the state is after it, so that none before is needed: an
  /// aggregate that may live for ever says nothing to others but in answers, and is read from its
  /// last such event on.
  default boolean isWhole(AggregateEvent event) {
    return false;
  }

  /// What ends one that cannot go on.
  List<AggregateEvent> quarantine(S lastGood, String detail, Instant now);

  /// Whether an event is the first of those that [#quarantine] makes.
  boolean isQuarantine(AggregateEvent event);
}
