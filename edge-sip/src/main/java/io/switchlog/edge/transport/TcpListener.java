package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/// One TCP listener on one event loop; Vert.x hands connections to the loops in turn.
final class TcpListener {
  /// A connection over which nothing went for so long is closed (RFC 5626 keepalives come far more
  /// often).
  static final int IDLE_SECONDS = 3_600;

  private static final int BACKLOG = 1_024;

  private final NetServer server;

  private TcpListener(NetServer server) {
    this.server = server;
  }

  /// Opens the listener; call it on the loop's context.
  static Future<TcpListener> open(Vertx vertx, Binding binding, Flows flows, Receiver receiver) {
    NetServer server =
        vertx.createNetServer(
            new NetServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
    server.connectHandler(socket -> accept(socket, binding, flows, receiver));
    return server
        .listen(binding.port(), binding.host())
        .map(TcpListener::new)
        .recover(cause -> Future.failedFuture(BindFailure.of(binding, cause)));
  }

  private static void accept(NetSocket socket, Binding binding, Flows flows, Receiver receiver) {
    Source source = source(socket, binding.name(), flows.nextName());
    if (flows.isFull(source.host())) {
      socket.close();
      return;
    }
    TcpFlow flow = new TcpFlow(socket, source, receiver);
    flows.add(flow);
    flow.open(() -> flows.remove(flow));
  }

  static Source source(NetSocket socket, String listener, String flow) {
    SocketAddress remote = socket.remoteAddress();
    String host = remote.hostAddress();
    int zone = host.indexOf('%');
    return new Source(
        listener, Transport.TCP, zone < 0 ? host : host.substring(0, zone), remote.port(), flow);
  }

  int port() {
    return server.actualPort();
  }

  void close() {
    server.close();
  }
}
