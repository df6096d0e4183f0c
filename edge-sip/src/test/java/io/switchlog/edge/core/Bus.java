package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.bus.BusWriter;
import io.switchlog.schemas.bus.KeptFact;
import io.switchlog.schemas.bus.KeptFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A bus in a story's time, with what a real node keeps for it ([KeptFacts]).
final class Bus {
  /// How a partition answers.
  enum Mood {
    TAKES,
    SILENT,
    AWAY,
    /// Takes everything, and nobody hears of it.
    UNSURE
  }

  final List<Mood> partitions = new ArrayList<>(List.of(Mood.TAKES, Mood.TAKES));

  /// What was taken.
  final List<Story.Fact> log = new ArrayList<>();

  final KeptFacts kept = new KeptFacts(1 << 24, 0, this::partitionOf);
  boolean full;

  /// Whether the cluster was ever reached, and its partitions are known.
  boolean reached = true;

  private final Map<Long, Story.Fact> facts = new HashMap<>();
  private final List<KeptFact> inFlight = new ArrayList<>();
  private final ArrayDeque<Runnable> outcomes = new ArrayDeque<>();

  int partitionOf(AggregateId aggregate) {
    return reached ? Math.floorMod(aggregate.value().hashCode(), partitions.size()) : -1;
  }

  boolean hasRoom() {
    return !full && kept.hasRoom();
  }

  void offer(long now, Story.Fact fact, boolean repeatable, Consumer<PublishOutcome> told) {
    facts.put(fact.token(), fact);
    String refusal =
        full
            ? "full"
            : kept.offer(
                now,
                AggregateId.of(fact.call()),
                fact.token(),
                new byte[500],
                repeatable,
                telling(told));
    if (refusal != null) {
      outcomes.add(() -> told.accept(PublishOutcome.LOST));
    }
  }

  private BusWriter.Outcome telling(Consumer<PublishOutcome> told) {
    return new BusWriter.Outcome() {
      @Override
      public void done(@Nullable String error) {
        outcomes.add(() -> told.accept(error == null ? PublishOutcome.TAKEN : PublishOutcome.LOST));
      }

      @Override
      public void unknown(String error) {
        outcomes.add(() -> told.accept(PublishOutcome.UNKNOWN));
      }
    };
  }

  /// Takes or fails what there is to be written, as each partition's mood is.
  ///
  /// @return whether there was anything to take or fail
  boolean take(long now) {
    write(now);
    return answer(now, Mood.SILENT);
  }

  private void write(long now) {
    for (KeptFact fact = kept.next(now); fact != null; fact = kept.next(now)) {
      inFlight.add(fact);
    }
  }

  /// Answers for what is in flight; for silent partitions in the mood given.
  boolean answer(long now, Mood silent) {
    boolean answered = false;
    for (KeptFact fact : List.copyOf(inFlight)) {
      Mood mood = partitions.get(fact.partition());
      switch (mood == Mood.SILENT ? silent : mood) {
        case TAKES -> {
          inFlight.remove(fact);
          log.add(facts.get(fact.span()));
          kept.acknowledged(fact);
          answered = true;
        }
        case AWAY -> {
          inFlight.remove(fact);
          kept.failed(now, fact, "away");
          answered = true;
        }
        case UNSURE -> {
          inFlight.remove(fact);
          log.add(facts.get(fact.span()));
          kept.failed(now, fact, "no answer");
          answered = true;
        }
        case SILENT -> {}
      }
    }
    write(now);
    return answered;
  }

  /// Nothing in flight will ever be taken.
  void refuseAll() {
    for (KeptFact fact : List.copyOf(inFlight)) {
      inFlight.remove(fact);
      kept.refused(fact, "never");
    }
  }

  void tell() {
    for (Runnable outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
      outcome.run();
    }
  }
}
