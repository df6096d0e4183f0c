package io.switchlog.allinone.dev;

import io.switchlog.control.ControlConfig;
import io.switchlog.control.ControlNode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A node of call control that starts on a thread of its own: it warms up and joins its group for
/// longer than all others need to start.
final class ControlStart implements AutoCloseable {
  private final FutureTask<ControlNode> starting;

  private ControlStart(FutureTask<ControlNode> starting) {
    this.starting = starting;
  }

  static ControlStart begin(ControlConfig config) {
    FutureTask<ControlNode> starting = new FutureTask<>(() -> ControlNode.start(config));
    Thread.ofPlatform().daemon().name("start-control").start(starting);
    return new ControlStart(starting);
  }

  /// The node, as soon as it has started.
  ///
  /// @throws RuntimeException what kept it from starting
  ControlNode await() {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException own
          ? own
          : new IllegalStateException("call control did not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while call control started", e);
    }
  }

  /// Closes the node, or sees it fail to start, which whoever awaited it has been told.
  @Override
  public void close() {
    try {
      starting.get().close();
    } catch (ExecutionException notStarted) {
      // there is nothing to close
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
