package io.switchlog.control.stream;

import io.switchlog.control.core.partition.Ledger;
import io.switchlog.schemas.journal.TermBegan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A take-over that was asked for: where the ledger will be.
///
/// @param <S> the state of a call
final class TakeOver<S> {
  /// Streams asks several times a second while it wants a task to start.
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final CompletableFuture<Ledger<S>> ledger = new CompletableFuture<>();
  private volatile long askedNanos = System.nanoTime();
  private boolean waitedFor;

  /// Whether nobody has waited for it yet, but from now on. For the thread that wants it.
  boolean isFirstWait() {
    boolean first = !waitedFor;
    waitedFor = true;
    return first;
  }

  /// It is still wanted.
  void askedAgain() {
    askedNanos = System.nanoTime();
  }

  /// Nobody wants it any more: to go on would take the partition from whoever owns it now.
  boolean isStale() {
    return System.nanoTime() - askedNanos > STALE_NANOS;
  }

  boolean isDone() {
    return ledger.isDone();
  }

  boolean isDoneWithin(long millis) {
    try {
      var _ = ledger.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// How far the history that is ready goes, -1 for none.
  long readTo() {
    return ledger.isDone() ? ledger.join().nextOffset() : -1;
  }

  /// From where on the inbox is to be read, as the claim to the term says; null where it does not.
  @Nullable Long inboxFrom() {
    TermBegan own = ledger.isDone() ? ledger.join().owner() : null;
    return own == null ? null : own.inboxFrom();
  }

  Ledger<S> await(long millis) throws InterruptedException, ExecutionException, TimeoutException {
    return ledger.get(millis, TimeUnit.MILLISECONDS);
  }

  /// The ledger, where it is ready and nobody has taken it; null where it is not.
  @Nullable Ledger<S> unused() {
    return ledger.isDone() ? ledger.join() : null;
  }

  void done(Ledger<S> taken) {
    var _ = ledger.complete(taken);
  }
}
