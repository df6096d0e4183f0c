package io.switchlog.allinone.simulation;

import io.switchlog.control.core.aggregate.Aggregate;
import io.switchlog.control.core.aggregate.AggregateState;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.control.core.aggregate.PartitionView;
import io.switchlog.control.core.partition.InboxEntry;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.inbox.InboxRecord;
import io.switchlog.schemas.journal.Decided;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides each input by the rules that the journal names for it: what two builds have decided in
/// turns is decided again as each of them did.
final class ByRecordedRules implements RulesOver {
  private final Map<Integer, Aggregate<AggregateState>> builds = new HashMap<>();
  private final Aggregate<AggregateState> otherwise;
  private final Map<Subject, Integer> rules = new HashMap<>();
  private int partition;
  private long input;
  private Aggregate<AggregateState> current;

  private record Subject(int partition, long input, AggregateId call) {}

  ByRecordedRules(List<Aggregate<AggregateState>> builds, List<Decided> journal) {
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
  public Aggregate<AggregateState> basis() {
    return current;
  }

  @Override
  public int rules() {
    return current.rules();
  }

  @Override
  public boolean decidesBy(int version) {
    return builds.containsKey(version);
  }

  @Override
  public Decision decide(
      @Nullable AggregateState state,
      AggregateId id,
      InboxRecord fact,
      Instant now,
      PartitionView view) {
    Integer recorded = rules.get(new Subject(partition, input, id));
    current = recorded == null ? otherwise : builds.getOrDefault(recorded, otherwise);
    return current.decide(state, id, fact, now, view);
  }
}
