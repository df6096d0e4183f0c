package io.switchlog.edge;

import io.switchlog.schemas.command.DrainEdge;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An operator's order to drain, once it has come. Safe for use by many threads.
final class DrainOrder {
  private final long incarnation;
  private final CompletableFuture<Integer> seconds = new CompletableFuture<>();

  /// @param incarnation of this edge: an order for another life of it is not for it
  DrainOrder(long incarnation) {
    this.incarnation = incarnation;
  }

  void take(DrainEdge order) {
    if (order.incarnation() == incarnation) {
      var _ = seconds.complete(order.seconds());
    }
  }

  /// Does something when the order comes, or now where it has.
  void whenTaken(Runnable deed) {
    var _ = seconds.thenRun(deed);
  }

  /// After which time the edge ends whoever waits; null where no order has come.
  @Nullable Integer seconds() {
    return seconds.getNow(null);
  }
}
