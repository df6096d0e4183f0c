package io.switchlog.edge.transport;

import io.vertx.core.net.ServerSSLOptions;

/// One listener for connections on one event loop.
interface Listening {
  int port();

  /// Shows new certificates to whoever connects from now on.
  void renew(ServerSSLOptions tls);

  void close();
}
