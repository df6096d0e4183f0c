package io.switchlog.allinone.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Interrupts the thread at work when the process is told to end (SIGINT, SIGTERM), and lets it put
/// everything away before the process does.
final class Interruption implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;

  private final CountDownLatch away = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean told;

  private Interruption(Thread worker) {
    this.hook =
        new Thread(
            () -> {
              told = true;
              worker.interrupt();
              awaitAway();
            },
            "interruption");
  }

  static Interruption ofThisThread() {
    Interruption interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /// Whether the process was told to end.
  boolean told() {
    return told;
  }

  private void awaitAway() {
    try {
      if (!away.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("switchlog: not put away within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    away.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      told = true; // the hook cannot be removed any more because it runs
    }
  }
}
