package io.switchlog.control.core.slot;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.AddressEvent;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.SlotEvent;
import io.switchlog.schemas.event.SlotFreed;
import io.switchlog.schemas.event.SlotQuarantined;
import io.switchlog.schemas.event.SlotRefused;
import io.switchlog.schemas.event.SlotShown;
import io.switchlog.schemas.event.SlotTaken;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.message.SlotMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The park slot's three functions. It orders nothing of any node; it answers those who ask.
///
/// @param rules the version of the rules that decisions are taken by
public record SlotAggregate(int rules) implements Aggregate<Slot> {
  /// The only timer. In the inbox and the journal, for ever the same.
  private static final String TIMER = "slot";

  /// A call that is over gives its slot back. So long after it should have, the slot is free
  /// without that: the call was lost, or its message.
  static final Duration GRACE = Duration.ofMinutes(5);

  @Override
  public Decision decide(
      @Nullable Slot state, AggregateId id, InboxRecord input, Instant now, PartitionView view) {
    Slot slot = state == null ? new Slot.Free(now) : state;
    if (input instanceof MessageArrived(Sender sender, SlotMessage message)) {
      return told(slot, sender, message);
    }
    return input instanceof TimerFired(String name, long generation)
        ? fired(slot, name, generation)
        : Decision.refused("what a call says to a slot", input.getClass().getSimpleName());
  }

  private static Decision told(Slot slot, Sender sender, SlotMessage message) {
    CallId call = sender.id().call();
    return switch (message) {
      case SlotMessage.SlotWanted(Instant until) ->
          told(
              slot instanceof Slot.Taken taken && !taken.call().equals(call)
                  ? new SlotRefused(call)
                  : new SlotTaken(call, sender.life(), until.plus(GRACE)));
      case SlotMessage.SlotGivenBack(long callLife) ->
          slot instanceof Slot.Taken taken
                  && taken.call().equals(call)
                  && taken.callLife() == callLife
              ? told(new SlotFreed(call, false))
              : Decision.refused("the call that is parked", call.toString());
      case SlotMessage.OccupantWanted() ->
          told(new SlotShown(call, slot instanceof Slot.Taken taken ? taken.call() : null));
    };
  }

  private static Decision fired(Slot slot, String name, long generation) {
    return slot instanceof Slot.Taken taken
            && name.equals(TIMER)
            && generation == taken.generation()
        ? told(new SlotFreed(taken.call(), true))
        : Decision.refused("a timer that runs", name + " " + generation);
  }

  private static Decision told(SlotEvent event) {
    return new Decision.Accepted(List.of(event));
  }

  @Override
  public Slot evolve(@Nullable Slot state, EventHead head, AggregateEvent event) {
    return switch (event) {
      case SlotTaken(CallId call, long life, Instant freeBy) ->
          new Slot.Taken(call, life, freeBy, head.number());
      case SlotRefused _ -> taken(state, event);
      case SlotShown _ -> state == null ? new Slot.Free(head.at()) : state;
      case SlotFreed(CallId call, boolean _) -> {
        if (!taken(state, event).call().equals(call)) {
          throw new ImpossibleHistory("the call that is parked", call.toString());
        }
        yield new Slot.Free(head.at());
      }
      case SlotQuarantined _ -> new Slot.Free(head.at());
      case CallEvent _, AddressEvent _ ->
          throw new ImpossibleHistory("an event of a slot", event.getClass().getSimpleName());
    };
  }

  private static Slot.Taken taken(@Nullable Slot state, AggregateEvent event) {
    if (state instanceof Slot.Taken taken) {
      return taken;
    }
    throw new ImpossibleHistory("a slot that is taken before " + event, "one that is free");
  }

  @Override
  public List<AddressedCommand> react(Slot state, EventHead head, AggregateEvent event) {
    return List.of();
  }

  @Override
  public List<Post> posts(Slot state, EventHead head, AggregateEvent event) {
    return switch (event) {
      case SlotTaken taken -> post(taken.call(), new CallMessage.SlotGranted(taken.callLife()));
      case SlotRefused(CallId call) -> post(call, new CallMessage.SlotDenied());
      case SlotShown(CallId call, CallId occupant) ->
          post(call, new CallMessage.OccupantTold(occupant));
      case SlotFreed _, SlotQuarantined _, CallEvent _, AddressEvent _ -> List.of();
    };
  }

  private static List<Post> post(CallId call, CallMessage message) {
    return List.of(new Post(AggregateId.of(call), message));
  }

  @Override
  public SortedMap<String, ArmedTimer> timers(Slot state) {
    return switch (state) {
      case Slot.Taken taken ->
          new TreeMap<>(
              Collections.singletonMap(TIMER, new ArmedTimer(taken.generation(), taken.freeBy())));
      case Slot.Free _ -> Collections.emptySortedMap();
    };
  }

  @Override
  public Set<NodeId> nodes(Slot state) {
    return Set.of();
  }

  @Override
  public HeldPorts ports(HeldPorts before, AggregateEvent event) {
    return before;
  }

  /// A slot that is free is forgotten at once, and with it what it has heard. What comes late then
  /// is taken anew: a call that does not want the slot gives it back, and whoever waits for an
  /// answer gives up by a timer of its own.
  @Override
  public @Nullable Instant endedUntil(Slot state) {
    return state instanceof Slot.Free(Instant since) ? since : null;
  }

  @Override
  public List<AggregateEvent> quarantine(Slot lastGood, String detail, Instant now) {
    return List.of(new SlotQuarantined(detail));
  }

  @Override
  public boolean isQuarantine(AggregateEvent event) {
    return event instanceof SlotQuarantined;
  }
}
