package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Ledger;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/// The take-overs that were asked for and are not over: between the stream threads, which ask, and
/// the follower of the journal, which makes the ledgers.
///
/// ```
///   stream thread ──asks──> a take-over <──the ledger── follower
///        takes it <──removes──┘    └──removes──> follows on, where nobody wants it any more
/// ```
///
/// A ledger is for whoever removes its take-over, and for nobody else. Safe for use by many
/// threads.
///
/// @param <S> the state of a call
final class TakeOvers<S> implements Histories<S> {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long MOMENT_MILLIS = 150;

  private final IntConsumer giveUp;
  private final BiConsumer<Integer, TakeOver<S>> followOn;
  private final Map<Integer, TakeOver<S>> byPartition = new ConcurrentHashMap<>();

  /// @param giveUp what was begun for a partition is void, for it is asked for anew or given back;
  ///   told by any thread
  /// @param followOn nobody wants a partition any more, and the ledger, where it is ready, is
  ///   unused; told by any thread
  TakeOvers(IntConsumer giveUp, BiConsumer<Integer, TakeOver<S>> followOn) {
    this.giveUp = giveUp;
    this.followOn = followOn;
  }

  @Override
  public void expect(Set<Integer> partitions) {
    partitions.forEach(this::asked);
  }

  /// The first time a moment is given for what is usually done in one.
  @Override
  public boolean isReady(int partition) {
    TakeOver<S> asked = asked(partition);
    return asked.isFirstWait() ? asked.isDoneWithin(MOMENT_MILLIS) : asked.isDone();
  }

  private TakeOver<S> asked(int partition) {
    TakeOver<S> asked = byPartition.get(partition);
    if (asked == null) {
      TakeOver<S> fresh = new TakeOver<>();
      byPartition.put(partition, fresh);
      giveUp.accept(partition);
      return fresh;
    }
    asked.askedAgain();
    return asked;
  }

  @Override
  public boolean isWhole(int partition, long end) {
    TakeOver<S> asked = byPartition.get(partition);
    if (asked != null && asked.readTo() == end) {
      return true;
    }
    giveBack(partition);
    return false;
  }

  @Override
  public @Nullable Long inboxFrom(int partition) {
    TakeOver<S> asked = byPartition.get(partition);
    return asked == null ? null : asked.inboxFrom();
  }

  @Override
  public Ledger<S> take(int partition) {
    TakeOver<S> asked = asked(partition);
    try {
      Ledger<S> ledger = asked.await(PATIENCE_MILLIS);
      if (byPartition.remove(partition, asked)) {
        return ledger;
      }
      throw new KafkaException("the journal of partition " + partition + " is followed on already");
    } catch (TimeoutException | ExecutionException e) {
      letGo(partition, asked);
      throw new KafkaException("the journal of partition " + partition + " is not read yet", e);
    } catch (InterruptedException e) {
      letGo(partition, asked);
      throw new InterruptException(e);
    }
  }

  private void letGo(int partition, TakeOver<S> asked) {
    if (byPartition.remove(partition, asked)) {
      followOn.accept(partition, asked);
    }
  }

  @Override
  public void giveBack(int partition) {
    byPartition.remove(partition);
    giveUp.accept(partition);
  }

  @Override
  public void forgo(Set<Integer> partitions) {
    partitions.forEach(partition -> {
      TakeOver<S> asked = byPartition.get(partition);
      if (asked != null) {
        letGo(partition, asked);
      }
    });
  }

  // --- the follower's

  /// The take-over of a partition, null where nobody wants one.
  @Nullable TakeOver<S> of(int partition) {
    return byPartition.get(partition);
  }

  boolean isEmpty() {
    return byPartition.isEmpty();
  }

  void forEach(BiConsumer<Integer, TakeOver<S>> deed) {
    byPartition.forEach(deed);
  }

  /// The partition is not followed any more.
  void drop(int partition) {
    byPartition.remove(partition);
  }

  /// Gives out those that nobody has asked for again in time.
  void dropStale(BiConsumer<Integer, TakeOver<S>> atOnce) {
    byPartition.forEach((partition, asked) -> {
      if (asked.isStale() && byPartition.remove(partition, asked)) {
        atOnce.accept(partition, asked);
      }
    });
  }
}
