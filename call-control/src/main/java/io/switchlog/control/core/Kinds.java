package io.switchlog.control.core;

import io.switchlog.control.core.address.Address;
import io.switchlog.control.core.address.AddressAggregate;
import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.call.CallAggregate;
import io.switchlog.control.core.call.CallDecider;
import io.switchlog.control.core.call.state.Call;
import io.switchlog.control.core.slot.Slot;
import io.switchlog.control.core.slot.SlotAggregate;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AddressEvent;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.SlotEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.AggregateKind;
import io.switchlog.wire.token.ClusterSecret;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The kinds of aggregates that a partition holds, behind one door: an id tells the kind.
///
/// @param calls those whose ids have no prefix
/// @param slots where calls are parked
/// @param addresses where users are reached
public record Kinds(CallAggregate calls, SlotAggregate slots, AddressAggregate addresses)
    implements Aggregate<AggregateState> {

  public static Kinds of(ClusterSecret secret) {
    return of(new CallAggregate(new CallDecider(secret)));
  }

  public static Kinds of(CallAggregate calls) {
    return new Kinds(calls, new SlotAggregate(calls.rules()), new AddressAggregate(calls.rules()));
  }

  @Override
  public int rules() {
    return calls.rules();
  }

  @Override
  public Decision decide(
      @Nullable AggregateState state,
      AggregateId id,
      InboxRecord input,
      Instant now,
      PartitionView view) {
    return switch (AggregateKind.of(id)) {
      case CALL -> calls.decide((Call) state, id, input, now, view);
      case PARK_SLOT -> slots.decide((Slot) state, id, input, now, view);
      case ADDRESS -> addresses.decide((Address) state, id, input, now, view);
    };
  }

  @Override
  public AggregateState evolve(
      @Nullable AggregateState state, EventHead head, AggregateEvent event) {
    return switch (event) {
      case CallEvent of -> calls.evolve((Call) state, head, of);
      case SlotEvent of -> slots.evolve((Slot) state, head, of);
      case AddressEvent of -> addresses.evolve((Address) state, head, of);
    };
  }

  @Override
  public List<AddressedCommand> react(AggregateState state, EventHead head, AggregateEvent event) {
    if (state instanceof Address address) {
      return addresses.react(address, head, event);
    }
    return state instanceof Slot slot
        ? slots.react(slot, head, event)
        : calls.react((Call) state, head, event);
  }

  @Override
  public List<Post> posts(AggregateState state, EventHead head, AggregateEvent event) {
    if (state instanceof Address address) {
      return addresses.posts(address, head, event);
    }
    return state instanceof Slot slot
        ? slots.posts(slot, head, event)
        : calls.posts((Call) state, head, event);
  }

  @Override
  public SortedMap<String, ArmedTimer> timers(AggregateState state) {
    if (state instanceof Address address) {
      return addresses.timers(address);
    }
    return state instanceof Slot slot ? slots.timers(slot) : calls.timers((Call) state);
  }

  @Override
  public Set<NodeId> nodes(AggregateState state) {
    if (state instanceof Address address) {
      return addresses.nodes(address);
    }
    return state instanceof Slot slot ? slots.nodes(slot) : calls.nodes((Call) state);
  }

  @Override
  public HeldPorts ports(HeldPorts before, AggregateEvent event) {
    return switch (event) {
      case CallEvent of -> calls.ports(before, of);
      case SlotEvent of -> slots.ports(before, of);
      case AddressEvent of -> addresses.ports(before, of);
    };
  }

  @Override
  public @Nullable Instant endedUntil(AggregateState state) {
    if (state instanceof Address address) {
      return addresses.endedUntil(address);
    }
    return state instanceof Slot slot ? slots.endedUntil(slot) : calls.endedUntil((Call) state);
  }

  @Override
  public boolean isWhole(AggregateEvent event) {
    return switch (event) {
      case CallEvent of -> calls.isWhole(of);
      case SlotEvent of -> slots.isWhole(of);
      case AddressEvent of -> addresses.isWhole(of);
    };
  }

  @Override
  public List<AggregateEvent> quarantine(AggregateState lastGood, String detail, Instant now) {
    if (lastGood instanceof Address address) {
      return addresses.quarantine(address, detail, now);
    }
    return lastGood instanceof Slot slot
        ? slots.quarantine(slot, detail, now)
        : calls.quarantine((Call) lastGood, detail, now);
  }

  @Override
  public boolean isQuarantine(AggregateEvent event) {
    return switch (event) {
      case CallEvent of -> calls.isQuarantine(of);
      case SlotEvent of -> slots.isQuarantine(of);
      case AddressEvent of -> addresses.isQuarantine(of);
    };
  }
}
