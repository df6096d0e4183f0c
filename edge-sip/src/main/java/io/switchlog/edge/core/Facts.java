package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.topic.Log;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/// The facts of one core on their way to the bus, and how each partition takes them.
///
/// There are two kinds. What its sender repeats, or can be told to try again - an INVITE, a request
/// inside a dialog other than BYE - fails soon where the bus is away. All else is kept by the node
/// until the bus has it; that can only fail for want of room.
final class Facts {
  /// A partition that has kept a fact waiting for so long takes no new calls.
  static final long SLOW_MILLIS = 2_000;

  private final Effects effects;
  private final EdgeCounters counters;
  private final Map<Long, Fact> underWay = new HashMap<>();

  /// Facts of each partition, oldest first; some may be over, never the first.
  private final Map<Lane, ArrayDeque<Fact>> byPartition = new HashMap<>();

  private long lastToken;

  /// What becomes of a fact.
  interface Fate {
    /// Nobody wants to know.
    Fate INDIFFERENT = new Fate() {};

    /// The bus has it.
    default void taken(long nowMillis) {}

    /// The bus will not get it: what was remembered because of it is forgotten.
    default void lost(long nowMillis) {}

    /// The bus may have it or not, and will not get it again. Only what its sender repeats ends so.
    default void unknown(long nowMillis) {
      lost(nowMillis);
    }

    /// Only a loss matters.
    static Fate onLoss(LongConsumer deed) {
      return new Fate() {
        @Override
        public void lost(long nowMillis) {
          deed.accept(nowMillis);
        }
      };
    }
  }

  /// A partition of a log.
  private record Lane(Log log, int partition) {}

  private static final class Fact {
    private final Lane lane;
    private final long sinceMillis;
    private final Fate fate;
    private boolean over;

    Fact(Lane lane, long sinceMillis, Fate fate) {
      this.lane = lane;
      this.sinceMillis = sinceMillis;
      this.fate = fate;
    }
  }

  Facts(Effects effects, EdgeCounters counters) {
    this.effects = effects;
    this.counters = counters;
  }

  /// Publishes a fact that is kept.
  ///
  /// @return names the fact for [#isUnderWay]
  long keep(long nowMillis, CallId call, AggregateInput fact, Fate fate) {
    return keep(nowMillis, AggregateId.of(call), fact, fate);
  }

  /// As above, of an aggregate of any kind.
  long keep(long nowMillis, AggregateId aggregate, AggregateInput fact, Fate fate) {
    return publish(nowMillis, aggregate, fact, false, fate);
  }

  /// Publishes a fact whose sender tries again where it is told of a failure.
  void tell(long nowMillis, AggregateId aggregate, AggregateInput fact, Fate fate) {
    publish(nowMillis, aggregate, fact, true, fate);
  }

  private long publish(
      long nowMillis, AggregateId aggregate, AggregateInput input, boolean repeatable, Fate fate) {
    long token = ++lastToken;
    Fact fact = new Fact(lane(aggregate), nowMillis, fate);
    underWay.put(token, fact);
    byPartition.computeIfAbsent(fact.lane, _ -> new ArrayDeque<>()).add(fact);
    counters.add(Counter.FACTS_PUBLISHED);
    effects.publish(aggregate, input, repeatable, token);
    return token;
  }

  /// Takes an outcome.
  void outcome(long nowMillis, long token, PublishOutcome outcome) {
    Fact fact = underWay.remove(token);
    if (fact == null) {
      return;
    }
    fact.over = true;
    forgetWhatIsOver(fact.lane);
    switch (outcome) {
      case TAKEN -> fact.fate.taken(nowMillis);
      case LOST -> {
        counters.add(Counter.FACTS_LOST);
        fact.fate.lost(nowMillis);
      }
      case UNKNOWN -> {
        counters.add(Counter.FACTS_LOST);
        fact.fate.unknown(nowMillis);
      }
    }
  }

  private Lane lane(AggregateId aggregate) {
    return new Lane(Log.of(aggregate), effects.partitionOf(aggregate));
  }

  private void forgetWhatIsOver(Lane lane) {
    ArrayDeque<Fact> facts = byPartition.get(lane);
    while (facts != null && !facts.isEmpty() && facts.getFirst().over) {
      facts.removeFirst();
    }
  }

  boolean isUnderWay(long token) {
    return underWay.containsKey(token);
  }

  /// Whether the partition of an aggregate has kept a fact waiting for too long.
  boolean isSlow(long nowMillis, AggregateId aggregate) {
    ArrayDeque<Fact> facts = byPartition.get(lane(aggregate));
    return facts != null
        && !facts.isEmpty()
        && nowMillis - facts.getFirst().sinceMillis > SLOW_MILLIS;
  }

  /// Whether a call that begins now would wait, because its partition is read late.
  boolean isReadLate(CallId call) {
    return effects.isBehind(effects.partitionOf(AggregateId.of(call)));
  }

  /// Whether a fact that has to be kept could be. Where not, what it would tell of is passed over
  /// as if it had been lost on the way here, so that its sender repeats it.
  boolean hasRoom() {
    boolean room = effects.hasRoom();
    if (!room) {
      counters.add(Counter.NO_ROOM);
    }
    return room;
  }

  int size() {
    return underWay.size();
  }
}
