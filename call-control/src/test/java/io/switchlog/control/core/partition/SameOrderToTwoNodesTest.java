package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.aggregate.Post;
import io.switchlog.control.core.partition.Effects.CommandRecord;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.codec.WriterSchemas;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.JournalHead;
import io.switchlog.schemas.journal.TermBegan;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A CANCEL to each edge that has a copy of the INVITE: one content, several nodes.
class SameOrderToTwoNodesTest {

  @Test
  void theSameOrderLeavesToEachNodeAndToEachOnce() {
    Log log = new Log();
    Ledger<Tally.State> ledger = new Ledger<>(new Tally(), Log.PARTITION);
    ledger.take(
        0,
        new JournalHead(1, 0, Instant.EPOCH),
        new TermBegan("test", NodeId.control(0), "test", 1));
    PartitionMachine<Tally.State> machine =
        new PartitionMachine<>(new ToTwoEdges(new Tally()), ledger, new WriterSchemas(), () -> 0);

    Effects outcome = machine.apply(log.tell("a", Tally.BEGIN));

    assertThat(outcome.commands())
        .extracting(CommandRecord::target)
        .containsExactly(NodeId.edge(0), NodeId.edge(1));
  }

  /// Orders the same of two edges, and of one of them twice, whatever happens.
  private record ToTwoEdges(Tally tally) implements Aggregate<Tally.State> {
    @Override
    public List<AddressedCommand> react(Tally.State state, EventHead head, AggregateEvent event) {
      StopResending order = new StopResending(new CallId("a"), LegId.CALLER, "answer");
      Instant deadline = head.at().plusSeconds(32);
      return List.of(
          new AddressedCommand(NodeId.edge(0), deadline, order),
          new AddressedCommand(NodeId.edge(1), deadline, order),
          new AddressedCommand(NodeId.edge(0), deadline, order));
    }

    @Override
    public int rules() {
      return tally.rules();
    }

    @Override
    public Decision decide(
        Tally.@Nullable State state,
        AggregateId id,
        InboxRecord input,
        Instant now,
        PartitionView view) {
      return tally.decide(state, id, input, now, view);
    }

    @Override
    public Tally.State evolve(Tally.@Nullable State state, EventHead head, AggregateEvent event) {
      return tally.evolve(state, head, event);
    }

    @Override
    public List<Post> posts(Tally.State state, EventHead head, AggregateEvent event) {
      return List.of();
    }

    @Override
    public SortedMap<String, ArmedTimer> timers(Tally.State state) {
      return tally.timers(state);
    }

    @Override
    public Set<NodeId> nodes(Tally.State state) {
      return tally.nodes(state);
    }

    @Override
    public HeldPorts ports(HeldPorts before, AggregateEvent event) {
      return before;
    }

    @Override
    public @Nullable Instant endedUntil(Tally.State state) {
      return tally.endedUntil(state);
    }

    @Override
    public List<AggregateEvent> quarantine(Tally.State lastGood, String detail, Instant now) {
      return tally.quarantine(lastGood, detail, now);
    }

    @Override
    public boolean isQuarantine(AggregateEvent event) {
      return tally.isQuarantine(event);
    }
  }
}
