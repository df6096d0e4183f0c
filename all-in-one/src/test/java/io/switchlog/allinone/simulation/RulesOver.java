package io.switchlog.allinone.simulation;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.CallEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Rules that decide by others, and are like those in all that they do not say themselves.
interface RulesOver extends Aggregate<Call> {
  /// The others.
  Aggregate<Call> basis();

  @Override
  default Call evolve(@Nullable Call state, EventHead head, CallEvent event) {
    return basis().evolve(state, head, event);
  }

  @Override
  default List<AddressedCommand> react(Call state, EventHead head, CallEvent event) {
    return basis().react(state, head, event);
  }

  @Override
  default SortedMap<String, ArmedTimer> timers(Call state) {
    return basis().timers(state);
  }

  @Override
  default Set<NodeId> nodes(Call state) {
    return basis().nodes(state);
  }

  @Override
  default HeldPorts ports(HeldPorts before, CallEvent event) {
    return basis().ports(before, event);
  }

  @Override
  default @Nullable Instant endedUntil(Call state) {
    return basis().endedUntil(state);
  }

  @Override
  default List<CallEvent> quarantine(Call lastGood, String detail, Instant now) {
    return basis().quarantine(lastGood, detail, now);
  }

  @Override
  default boolean isQuarantine(CallEvent event) {
    return basis().isQuarantine(event);
  }
}
