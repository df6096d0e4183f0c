package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.SourceRates;
import io.switchlog.wire.sip.Limits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One listener for WebSockets on one event loop (RFC 7118): who asks for the subprotocol `sip`,
/// from a page of an origin that is allowed, gets a connection. Anything else that HTTP can ask is
/// told what is spoken here.
final class WebSocketListener implements Listening {
  private static final String SUBPROTOCOL = "sip";
  private static final String PROTOCOLS = "Sec-WebSocket-Protocol";

  /// How long a connection may take until it has become a WebSocket.
  private static final long UPGRADE_MILLIS = 10_000;

  /// As many may wait for that at once.
  private static final int MOST_UPGRADES = 1_000;

  /// And so many of one source.
  static final int MOST_UPGRADES_OF_ONE_SOURCE = 100;

  private final Vertx vertx;
  private final HttpServer server;

  /// The timers of connections that are none yet, by peer. Of the loop's thread.
  private final Map<SocketAddress, Long> upgrades = new HashMap<>();

  /// How many there are of each source. Of the loop's thread.
  private final Map<String, Integer> upgradesOfSources = new HashMap<>();

  private WebSocketListener(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /// Opens the listener; call it on the loop's context.
  ///
  /// @param tls null for WS
  static Future<Listening> open(
      Vertx vertx,
      Binding binding,
      @Nullable ServerSSLOptions tls,
      Flows flows,
      Receiver receiver) {
    HttpServerOptions options = new HttpServerOptions();
    options
        .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
        .setMaxWebSocketFrameSize(Limits.DEFAULT.maxMessageBytes())
        .setMaxWebSocketMessageSize(Limits.DEFAULT.maxMessageBytes())
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        // It would look for HTTP/2 first, and tell of no connection before it has found none.
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true)
        .setIdleTimeout(Connection.IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
    HttpServer server =
        vertx.createHttpServer(tls == null ? options : Servers.secured(options, tls));
    WebSocketListener listener = new WebSocketListener(vertx, server);
    server.connectionHandler(connection -> listener.admit(connection, flows));
    server.webSocketHandshakeHandler(handshake -> agree(handshake, binding.origins()));
    server.webSocketHandler(socket -> listener.accept(socket, binding, flows, receiver));
    server.requestHandler(WebSocketListener::refuse);
    return server
        .listen(binding.port(), binding.host())
        .<Listening>map(ignored -> listener)
        .recover(cause -> Future.failedFuture(BindFailure.of(binding, cause)));
  }

  /// A connection that asks for nothing costs its peer nothing, and us a socket.
  private void admit(HttpConnection connection, Flows flows) {
    SocketAddress peer = connection.remoteAddress();
    String source = SourceRates.key(peer.hostAddress());
    if (flows.isFull(peer.hostAddress())
        || upgrades.size() >= MOST_UPGRADES
        || upgradesOfSources.getOrDefault(source, 0) >= MOST_UPGRADES_OF_ONE_SOURCE) {
      connection.close();
      return;
    }
    upgradesOfSources.merge(source, 1, Integer::sum);
    upgrades.put(peer, vertx.setTimer(UPGRADE_MILLIS, ignored -> connection.close()));
    connection.closeHandler(ignored -> waitsNoMore(peer));
  }

  private void waitsNoMore(SocketAddress peer) {
    Long timer = upgrades.remove(peer);
    if (timer != null) {
      vertx.cancelTimer(timer);
      upgradesOfSources.computeIfPresent(
          SourceRates.key(peer.hostAddress()), (_, number) -> number == 1 ? null : number - 1);
    }
  }

  private static void agree(ServerWebSocketHandshake handshake, List<String> origins) {
    String origin = handshake.headers().get("Origin");
    if (!asksForSip(handshake)) {
      // RFC 7118 section 4.1.
      handshake.reject(400);
    } else if (!origins.isEmpty() && origin != null && !origins.contains(origin)) {
      handshake.reject(403);
    } else {
      handshake.accept();
    }
  }

  private static boolean asksForSip(ServerWebSocketHandshake handshake) {
    for (String line : handshake.headers().getAll(PROTOCOLS)) {
      for (String protocol : line.split(",", -1)) {
        if (protocol.strip().equalsIgnoreCase(SUBPROTOCOL)) {
          return true;
        }
      }
    }
    return false;
  }

  private void accept(ServerWebSocket socket, Binding binding, Flows flows, Receiver receiver) {
    waitsNoMore(socket.remoteAddress());
    Source source =
        Servers.source(
            binding.transport(),
            binding.name(),
            flows.nextName(),
            socket.remoteAddress(),
            certificates(socket));
    if (flows.isFull(source.host())) {
      socket.close();
      return;
    }
    flows.add(new MessageConnection(socket, source, receiver));
  }

  private static List<Certificate> certificates(ServerWebSocket socket) {
    if (!socket.isSsl()) {
      return List.of();
    }
    try {
      return socket.peerCertificates();
    } catch (SSLPeerUnverifiedException notShown) {
      return List.of();
    }
  }

  /// RFC 9110 section 15.5.22.
  private static void refuse(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(426)
        .putHeader("Upgrade", "websocket")
        .putHeader("Connection", "Upgrade, close")
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(
            "SIP over WebSocket is spoken here (RFC 7118): expected a WebSocket of the subprotocol"
                + " sip, found "
                + request.method()
                + "\n")
        .onComplete(ignored -> request.connection().close());
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
