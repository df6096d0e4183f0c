package io.switchlog.allinone.dev;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of what a process runs: things are added as they start, and closed in the reverse order
/// when the process is told to end (SIGINT, SIGTERM), when the waiting thread is interrupted, or
/// when a later start fails.
///
/// ```
/// main thread:  add, add, await ......... close, close -> closed
/// signal        JVM's shutdown hook: told ^    waits for ^
/// ```
public final class Lifetime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);
  private static final int PATIENCE_SECONDS = 15;
  private static final int READY_SECONDS = 60;
  private static final int READY_POLL_MILLIS = 20;
  private static final int OVER_POLL_MILLIS = 250;

  /// How much longer than usual the end may take, because something drains first.
  private volatile int drainSeconds;

  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::tell, "shutdown");

  public Lifetime() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void tell() {
    told.countDown();
    try {
      int patience = PATIENCE_SECONDS + drainSeconds;
      if (!closed.await(patience, TimeUnit.SECONDS)) {
        LOG.warn("not closed within {} s, ending all the same", patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes over the closing of something that has started.
  public <T extends AutoCloseable> T add(T started) {
    running.push(started);
    return started;
  }

  /// Waits until something that has started can do its work, or gives up waiting after a while:
  /// then it is said, and the node goes on by itself.
  public void awaitReady(BooleanSupplier ready) {
    long start = System.nanoTime();
    try {
      while (!ready.getAsBoolean() && !told.await(READY_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(READY_SECONDS)) {
          LOG.warn("not ready after {} s, going on all the same", READY_SECONDS);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until the process is told to end or this thread is interrupted.
  public void await() {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits as [#await], or until something else ends the work.
  ///
  /// @return whether that has happened
  public boolean awaitOr(BooleanSupplier over) {
    try {
      while (!told.await(OVER_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (over.getAsBoolean()) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /// Lets something end its work before it is closed, once the process was told to end.
  ///
  /// @param seconds after which it is closed all the same
  public void drains(int seconds) {
    drainSeconds = seconds;
  }

  /// Waits until there is no work left, or the time is over: the one that was ordered, and that
  /// [#drains] gives once the process was told to end.
  ///
  /// @param ordered in seconds; null where the process was told to end
  /// @return whether there is none left
  public boolean awaitDrained(BooleanSupplier idle, @Nullable Integer ordered) {
    boolean signalled = ordered == null;
    long until =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(ordered == null ? drainSeconds : ordered);
    try {
      while (!idle.getAsBoolean()) {
        if (!signalled && told.getCount() == 0) {
          signalled = true;
          until = Math.min(until, System.nanoTime() + TimeUnit.SECONDS.toNanos(drainSeconds));
        }
        if (System.nanoTime() - until > 0) {
          return false;
        }
        Thread.sleep(OVER_POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  @Override
  public void close() {
    // An interrupt has done its work by ending the wait; the closing may have to wait itself.
    boolean interrupted = Thread.interrupted();
    while (!running.isEmpty()) {
      AutoCloseable next = running.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.warn("{} did not close: {}", next.getClass().getSimpleName(), e.toString());
      }
    }
    closed.countDown();
    if (told.getCount() > 0) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("the signal came while the last thing closed", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
