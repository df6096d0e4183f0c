package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One TCP or TLS listener on one event loop; Vert.x hands connections to the loops in turn.
final class StreamListener implements Listening {
  private static final int BACKLOG = 1_024;

  private final NetServer server;

  private StreamListener(NetServer server) {
    this.server = server;
  }

  /// Opens the listener; call it on the loop's context.
  ///
  /// @param tls null for TCP
  static Future<Listening> open(
      Vertx vertx,
      Binding binding,
      @Nullable ServerSSLOptions tls,
      Flows flows,
      Receiver receiver) {
    NetServerOptions options =
        new NetServerOptions()
            .setTcpNoDelay(true)
            .setAcceptBacklog(BACKLOG)
            .setIdleTimeout(Connection.IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    NetServer server =
        tls == null
            ? vertx.createNetServer(options)
            : vertx.createNetServer(Servers.secured(options, tls));
    server.connectHandler(socket -> accept(socket, binding, flows, receiver));
    return server
        .listen(binding.port(), binding.host())
        .<Listening>map(StreamListener::new)
        .recover(cause -> Future.failedFuture(BindFailure.of(binding, cause)));
  }

  private static void accept(NetSocket socket, Binding binding, Flows flows, Receiver receiver) {
    Source source = source(socket, binding.transport(), binding.name(), flows.nextName());
    if (flows.isFull(source.host())) {
      socket.close();
      return;
    }
    flows.add(new ByteConnection(socket, source, null, receiver));
  }

  static Source source(NetSocket socket, Transport transport, String listener, String flow) {
    return Servers.source(
        transport, listener, flow, socket.remoteAddress(), certificates(socket, transport));
  }

  /// What the peer has shown, none where it was not asked.
  static List<Certificate> certificates(NetSocket socket, Transport transport) {
    if (!transport.isSecure()) {
      return List.of();
    }
    try {
      return socket.peerCertificates();
    } catch (SSLPeerUnverifiedException notShown) {
      return List.of();
    }
  }

  @Override
  public int port() {
    return server.actualPort();
  }

  @Override
  public void renew(ServerSSLOptions tls) {
    server.updateSSLOptions(tls);
  }

  @Override
  public void close() {
    server.close();
  }
}
