package io.switchlog.edge;

import io.switchlog.edge.transport.Network;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.edge.transport.TlsUnusable;
import io.vertx.core.Vertx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether an edge could start with its files as they are, without starting it.
public final class EdgeCheck {
  private EdgeCheck() {}

  /// Reads certificates and keys.
  ///
  /// @return when the first certificate is over; null where there is none
  /// @throws EdgeStartException with a one-line message where they cannot be used
  public static @Nullable Instant certificates(TlsSettings tls) {
    Vertx vertx = Vertx.vertx();
    try {
      return Network.validUntil(vertx, tls);
    } catch (TlsUnusable e) {
      throw new EdgeStartException(String.valueOf(e.getMessage()), e);
    } finally {
      vertx.close();
    }
  }
}
