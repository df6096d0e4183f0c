package io.switchlog.control.core.address;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.ImpossibleHistory;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.event.AddressEvent;
import io.switchlog.schemas.event.AddressQuarantined;
import io.switchlog.schemas.event.AddressRegistered;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.BindingsDropped;
import io.switchlog.schemas.inbox.ControlRequested;
import io.switchlog.schemas.inbox.EdgeInput;
import io.switchlog.schemas.inbox.FlowClosed;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MessageArrived;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.schemas.inbox.RoutingChanged;
import io.switchlog.schemas.inbox.RtpTimedOut;
import io.switchlog.schemas.inbox.TimerFired;
import io.switchlog.schemas.message.AddressMessage;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.schemas.message.Sender;
import io.switchlog.schemas.node.NodePresence;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The address of record's three functions.
///
/// @param rules the version of the rules that decisions are taken by
public record AddressAggregate(int rules) implements Aggregate<Address> {
  /// The only timer. In the inbox and the journal, for ever the same.
  private static final String TIMER = "expiry";

  @Override
  public Decision decide(
      @Nullable Address state, AggregateId id, InboxRecord input, Instant now, PartitionView view) {
    Address address = state == null ? Address.unknown(now) : state;
    return switch (input) {
      case RegisterReceived register -> Registrar.decide(id, address, register, now);
      case MessageArrived(Sender sender, AddressMessage.BindingsWanted _) ->
          // Nothing is remembered of who asks: the answer is numbered by the question.
          new Decision.Answered(
              List.of(),
              List.of(new Post(sender.id(), new CallMessage.BindingsTold(address.holding(now)))));
      case TimerFired(String name, long generation) ->
          name.equals(TIMER) && generation == address.generation()
              ? dropped(
                  address, BindingsDropped.Why.EXPIRED, binding -> !binding.expires().isAfter(now))
              : Decision.refused("a timer that runs", name + " " + generation);
      case FlowClosed(NodeId edge, String connection) ->
          dropped(
              address,
              BindingsDropped.Why.FLOW_CLOSED,
              binding -> isOver(binding, edge) && binding.flow().connection().equals(connection));
      // Another life of an edge has none of the connections of the one before.
      case NodeLost lost -> lost(address, lost.node());
      case NodeJoined(NodePresence edge) -> joined(address, edge);
      case EdgeInput _,
          MediaPlanApplied _,
          MediaPlanRefused _,
          RtpTimedOut _,
          ControlRequested _,
          MessageArrived _,
          RoutingChanged _ ->
          Decision.refused("what an address is told", input.getClass().getSimpleName());
    };
  }

  private static Decision joined(Address address, NodePresence edge) {
    String alive = Flow.connectionsOf(edge.node(), edge.incarnation());
    return dropped(
        address,
        BindingsDropped.Why.EDGE_LOST,
        binding -> isOver(binding, edge.node()) && !binding.flow().connection().startsWith(alive));
  }

  private static Decision lost(Address address, NodeId edge) {
    return dropped(address, BindingsDropped.Why.EDGE_LOST, binding -> isOver(binding, edge));
  }

  private static boolean isOver(ContactBinding binding, NodeId edge) {
    Flow flow = binding.flow();
    return Address.isConnected(binding) && flow.edge().equals(edge);
  }

  private static Decision dropped(
      Address address, BindingsDropped.Why why, Predicate<ContactBinding> over) {
    List<ContactBinding> left = address.without(over);
    return left.size() == address.bindings().size()
        ? Decision.refused("a binding that ends so", why.toString())
        : new Decision.Accepted(List.of(new BindingsDropped(why, left)));
  }

  @Override
  public Address evolve(@Nullable Address state, EventHead head, AggregateEvent event) {
    if (event instanceof AddressEvent told) {
      return new Address(told.bindings(), head.number(), head.at());
    }
    throw new ImpossibleHistory("an event of an address", event.getClass().getSimpleName());
  }

  @Override
  public boolean isWhole(AggregateEvent event) {
    return event instanceof AddressEvent;
  }

  @Override
  public List<AddressedCommand> react(Address state, EventHead head, AggregateEvent event) {
    return event instanceof AddressRegistered registered
        ? List.of(
            Answer.to(
                registered.address().aggregate(),
                registered.request(),
                200,
                "OK",
                Answer.registered(registered.request(), registered.bindings(), head.at()),
                head.at()))
        : List.of();
  }

  @Override
  public List<Post> posts(Address state, EventHead head, AggregateEvent event) {
    return List.of();
  }

  @Override
  public SortedMap<String, ArmedTimer> timers(Address state) {
    return state.isEmpty()
        ? Collections.emptySortedMap()
        : new TreeMap<>(
            Collections.singletonMap(
                TIMER, new ArmedTimer(state.generation(), state.firstExpiry())));
  }

  /// The edges that have connections of its phones.
  @Override
  public Set<NodeId> nodes(Address state) {
    return state.bindings().stream()
        .filter(Address::isConnected)
        .map(binding -> binding.flow().edge())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public HeldPorts ports(HeldPorts before, AggregateEvent event) {
    return before;
  }

  @Override
  public @Nullable Instant endedUntil(Address state) {
    return state.isEmpty() ? state.since() : null;
  }

  @Override
  public List<AggregateEvent> quarantine(Address lastGood, String detail, Instant now) {
    return List.of(new AddressQuarantined(detail));
  }

  @Override
  public boolean isQuarantine(AggregateEvent event) {
    return event instanceof AddressQuarantined;
  }
}
