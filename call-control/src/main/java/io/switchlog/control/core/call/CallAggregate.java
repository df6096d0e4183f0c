package io.switchlog.control.core.call;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.evolve.PortsEvolution;
import io.switchlog.control.core.call.react.Posts;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.call.state.CallTimer;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AddressEvent;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.SlotEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The Call aggregate behind the machine's door.
///
/// @param decider its three functions
public record CallAggregate(CallDecider decider) implements Aggregate<Call> {

  @Override
  public int rules() {
    return CallDecider.RULES;
  }

  @Override
  public Decision decide(
      @Nullable Call state, AggregateId id, InboxRecord input, Instant now, PartitionView view) {
    return decider.decide(state, id.call(), input, now, view);
  }

  @Override
  public Call evolve(@Nullable Call state, EventHead head, AggregateEvent event) {
    return decider.evolve(state, of(event), head);
  }

  @Override
  public List<AddressedCommand> react(Call state, EventHead head, AggregateEvent event) {
    return decider.react(of(event), state, head.at());
  }

  @Override
  public List<Post> posts(Call state, EventHead head, AggregateEvent event) {
    return Posts.of(state, of(event));
  }

  private static CallEvent of(AggregateEvent event) {
    return switch (event) {
      case CallEvent of -> of;
      case SlotEvent _, AddressEvent _ ->
          throw new ImpossibleHistory("an event of a call", event.getClass().getSimpleName());
    };
  }

  @Override
  public SortedMap<String, ArmedTimer> timers(Call state) {
    return state.timers();
  }

  @Override
  public Set<NodeId> nodes(Call state) {
    return state.nodes();
  }

  @Override
  public HeldPorts ports(HeldPorts before, AggregateEvent event) {
    return PortsEvolution.after(before, of(event));
  }

  @Override
  public @Nullable Instant endedUntil(Call state) {
    ArmedTimer retention = state.isEnded() ? state.timers().get(CallTimer.RETENTION.text()) : null;
    return retention == null ? null : retention.due();
  }

  @Override
  public List<AggregateEvent> quarantine(Call lastGood, String detail, Instant now) {
    return decider.quarantine(lastGood, detail, now);
  }

  @Override
  public boolean isQuarantine(AggregateEvent event) {
    return event instanceof CallQuarantined;
  }
}
