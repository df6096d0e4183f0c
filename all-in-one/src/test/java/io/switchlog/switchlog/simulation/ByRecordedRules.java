package io.switchlog.switchlog.simulation;

import io.switchlog.control.core.call.AddressedCommand;
import io.switchlog.control.core.call.ArmedTimer;
import io.switchlog.control.core.call.Call;
import io.switchlog.control.core.call.PartitionView;
import io.switchlog.control.core.partition.Aggregate;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.EventHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.Decided;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Decides each input by the rules that the journal names for it: what two builds have decided in
/// turns is decided again as each of them did.
final class ByRecordedRules implements Aggregate<Call> {
  private final Map<Integer, Aggregate<Call>> builds = new HashMap<>();
  private final Aggregate<Call> otherwise;
  private final Map<Subject, Integer> rules = new HashMap<>();
  private long input;
  private Aggregate<Call> current;

  private record Subject(int partition, long input, CallId call) {}

  private int partition;

  ByRecordedRules(List<Aggregate<Call>> builds, List<Decided> journal) {
    builds.forEach(each -> this.builds.put(each.rules(), each));
    this.otherwise = builds.getFirst();
    this.current = otherwise;
    for (Decided decided : journal) {
      rules.put(
          new Subject(decided.cause().partition(), decided.cause().offset(), decided.id()),
          decided.rules());
    }
  }

  /// Looks at what is decided next.
  Iterator<InboxEntry> watching(Iterator<InboxEntry> inbox) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inbox.hasNext();
      }

      @Override
      public InboxEntry next() {
        InboxEntry entry = inbox.next();
        partition = entry.partition();
        input = entry.offset();
        return entry;
      }
    };
  }

  @Override
  public int rules() {
    return current.rules();
  }

  @Override
  public Decision decide(
      @Nullable Call state, CallId id, InboxRecord fact, Instant now, PartitionView view) {
    Integer recorded = rules.get(new Subject(partition, input, id));
    current = recorded == null ? otherwise : builds.getOrDefault(recorded, otherwise);
    return current.decide(state, id, fact, now, view);
  }

  @Override
  public Call evolve(@Nullable Call state, EventHead head, CallEvent event) {
    return current.evolve(state, head, event);
  }

  @Override
  public List<AddressedCommand> react(Call state, EventHead head, CallEvent event) {
    return current.react(state, head, event);
  }

  @Override
  public SortedMap<String, ArmedTimer> timers(Call state) {
    return current.timers(state);
  }

  @Override
  public Set<NodeId> nodes(Call state) {
    return current.nodes(state);
  }

  @Override
  public @Nullable Instant endedUntil(Call state) {
    return current.endedUntil(state);
  }

  @Override
  public List<CallEvent> quarantine(Call lastGood, String detail, Instant now) {
    return current.quarantine(lastGood, detail, now);
  }

  @Override
  public boolean isQuarantine(CallEvent event) {
    return current.isQuarantine(event);
  }
}
