package io.switchlog.allinone.simulation;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AggregateEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Rules that decide by others, and are like those in all that they do not say themselves.
interface RulesOver extends Aggregate<AggregateState> {
  /// The others.
  Aggregate<AggregateState> basis();

  @Override
  default AggregateState evolve(
      @Nullable AggregateState state, EventHead head, AggregateEvent event) {
    return basis().evolve(state, head, event);
  }

  @Override
  default List<AddressedCommand> react(AggregateState state, EventHead head, AggregateEvent event) {
    return basis().react(state, head, event);
  }

  @Override
  default List<Post> posts(AggregateState state, EventHead head, AggregateEvent event) {
    return basis().posts(state, head, event);
  }

  @Override
  default SortedMap<String, ArmedTimer> timers(AggregateState state) {
    return basis().timers(state);
  }

  @Override
  default Set<NodeId> nodes(AggregateState state) {
    return basis().nodes(state);
  }

  @Override
  default HeldPorts ports(HeldPorts before, AggregateEvent event) {
    return basis().ports(before, event);
  }

  @Override
  default @Nullable Instant endedUntil(AggregateState state) {
    return basis().endedUntil(state);
  }

  @Override
  default List<AggregateEvent> quarantine(AggregateState lastGood, String detail, Instant now) {
    return basis().quarantine(lastGood, detail, now);
  }

  @Override
  default boolean isQuarantine(AggregateEvent event) {
    return basis().isQuarantine(event);
  }
}
