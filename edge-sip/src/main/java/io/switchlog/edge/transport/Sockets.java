package io.switchlog.edge.transport;

import io.switchlog.edge.core.Target;
import io.switchlog.edge.transport.SendFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ServerSSLOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All sockets of one event loop.
///
/// ```
///            +-- UdpSocket (a listener each) --+
/// Receiver <-+-- TcpFlow <-- TcpListener       +<-- send(message, target)
///            +-- TcpFlow <-- TcpConnector -----+    names resolved first
/// ```
///
/// Sending and flushing is done on the loop's thread only.
public final class Sockets {
  private final VertxInternal vertx;
  private final ContextInternal context;
  private final Flows flows;
  private final Receiver receiver;
  private final LongAdder datagramsDropped;
  private final Connector connector;
  private final Map<String, UdpSocket> datagrams = new HashMap<>();
  private final Map<Binding, Listening> listening = new HashMap<>();
  private Tls tls;

  /// @param datagramsDropped counts datagrams that found no room
  Sockets(
      VertxInternal vertx,
      ContextInternal context,
      Tls tls,
      Flows flows,
      Receiver receiver,
      LongAdder datagramsDropped) {
    this.tls = tls;
    this.vertx = vertx;
    this.context = context;
    this.flows = flows;
    this.receiver = receiver;
    this.datagramsDropped = datagramsDropped;
    this.connector = new Connector(vertx, context, tls, flows, receiver);
  }

  /// Opens a listener; gives the binding with the port that it got.
  ///
  /// @param shared whether other loops open the same one
  Future<Binding> open(Binding binding, boolean shared) {
    Promise<Binding> opened = context.promise();
    context.runOnContext(ignored -> openHere(binding, shared).onComplete(opened));
    return opened.future();
  }

  private Future<Binding> openHere(Binding binding, boolean shared) {
    return switch (binding.transport()) {
      case UDP ->
          resolve(binding.host())
              .recover(cause -> Future.failedFuture(BindFailure.of(binding, cause)))
              .compose(address ->
                  UdpSocket.open(
                      vertx, context, binding, address, shared, receiver, datagramsDropped))
              .map(socket -> {
                datagrams.put(binding.name(), socket);
                return binding.withPort(socket.port());
              });
      case TCP, TLS ->
          StreamListener.open(vertx, binding, server(binding), flows, receiver)
              .map(listener -> opened(binding, listener));
      case WS, WSS ->
          WebSocketListener.open(vertx, binding, server(binding), flows, receiver)
              .map(listener -> opened(binding, listener));
    };
  }

  private Binding opened(Binding binding, Listening listener) {
    listening.put(binding, listener);
    return binding.withPort(listener.port());
  }

  private @Nullable ServerSSLOptions server(Binding binding) {
    return binding.transport().isSecure() ? tls.server(binding.clients()) : null;
  }

  /// Shows new certificates from now on; call it on the context.
  void renew(Tls newer) {
    tls = newer;
    connector.renew(newer);
    listening.forEach((binding, listener) -> {
      if (binding.transport().isSecure()) {
        listener.renew(newer.server(binding.clients()));
      }
    });
  }

  /// Does something on the loop's thread.
  void onLoop(Runnable work) {
    context.runOnContext(ignored -> work.run());
  }

  /// Whether a connection is open.
  ///
  /// @param name the edge's
  public boolean isOpen(String name) {
    return flows.isOpen(name);
  }

  /// Tells when a connection ends, maybe twice; at once where there is none of that name.
  ///
  /// @param name the edge's
  /// @param ended on any thread
  public void watch(String name, Runnable ended) {
    flows.watch(name, ended);
  }

  /// Sends a message, a datagram at the next [#flush].
  ///
  /// @param failed told why the message cannot be sent, or that its connection ended after it had
  ///   left, maybe long after, and maybe with its answer; null: nobody wants to know
  public void send(byte[] message, Target target, @Nullable Consumer<SendFailure> failed) {
    switch (target.transport()) {
      case UDP -> sendDatagram(message, target, failed);
      case TCP, TLS, WS, WSS -> sendOverConnection(message, target, failed);
    }
  }

  private void sendOverConnection(
      byte[] message, Target target, @Nullable Consumer<SendFailure> failed) {
    Connection connection = flows.find(target);
    InetAddress address = Addresses.numeric(target.host());
    if (connection != null) {
      write(connection, message, target, failed);
    } else if (address != null && mayConnect(target)) {
      connect(message, target, address, failed);
    } else {
      tell(
          failed,
          Kind.NOT_SENT,
          "the connection of "
              + target.host()
              + " port "
              + target.port()
              + " is gone, and only its "
              + target.transport()
              + " client opens another");
    }
  }

  private static boolean mayConnect(Target target) {
    return target.transport().canBeOpenedByUs() && !target.flowOnly();
  }

  private void sendDatagram(byte[] message, Target target, @Nullable Consumer<SendFailure> failed) {
    InetAddress address = Addresses.numeric(target.host());
    String where = target.host() + " port " + target.port();
    UdpSocket socket = datagrams.get(target.listener());
    if (socket == null || address == null || !socket.speaks(address)) {
      tell(failed, Kind.UNREACHABLE, "listener " + target.listener() + " cannot send to " + where);
    } else if (failed == null) {
      socket.write(message, address, target.port(), null);
    } else {
      socket.write(
          message,
          address,
          target.port(),
          cause ->
              tell(failed, Kind.NOT_SENT, "cannot send to " + where + ": " + cause.getMessage()));
    }
  }

  private void connect(
      byte[] message, Target target, InetAddress address, @Nullable Consumer<SendFailure> failed) {
    String host = Addresses.text(address);
    connector.send(
        message,
        host,
        target,
        failed == null
            ? null
            : cause -> tell(failed, cause, "no connection to " + host + " port " + target.port()));
  }

  /// Writes to a connection that is there. Who asks to be told of a failure is told, at once. What
  /// nobody asks about is a response, mostly: where its connection broke it is sent over a new one
  /// (RFC 3261 section 18.2.2).
  private void write(
      Connection connection,
      byte[] message,
      Target target,
      @Nullable Consumer<SendFailure> failed) {
    if (failed != null) {
      connection.ask(
          message,
          cause ->
              context.runOnContext(ignored -> tell(failed, cause, "flow " + connection.name())));
      return;
    }
    connection.write(
        message,
        cause -> {
          InetAddress address = Addresses.numeric(target.host());
          if (address != null && mayConnect(target) && !(cause instanceof PeerDoesNotRead)) {
            context.runOnContext(ignored -> connect(message, target, address, null));
          }
        });
  }

  /// @param way the way it was to go
  private static void tell(Consumer<SendFailure> failed, Throwable cause, String way) {
    failed.accept(
        cause instanceof ConnectionEnded
            ? new SendFailure(Kind.CLOSED, String.valueOf(cause.getMessage()))
            : new SendFailure(Kind.NOT_SENT, way + ": " + cause.getMessage()));
  }

  private static void tell(@Nullable Consumer<SendFailure> failed, Kind kind, String detail) {
    if (failed != null) {
      failed.accept(new SendFailure(kind, detail));
    }
  }

  private Future<InetAddress> resolve(String host) {
    InetAddress numeric = Addresses.numeric(host);
    if (numeric != null) {
      return context.succeededFuture(numeric);
    }
    Promise<InetAddress> promise = context.promise();
    vertx
        .nameResolver()
        .resolve(context.nettyEventLoop(), host)
        .addListener((io.netty.util.concurrent.Future<InetSocketAddress> resolved) -> {
          if (resolved.isSuccess()) {
            promise.complete(resolved.getNow().getAddress());
          } else {
            promise.fail(resolved.cause());
          }
        });
    return promise.future();
  }

  /// Lets the datagrams written so far leave.
  public void flush() {
    for (UdpSocket socket : datagrams.values()) {
      socket.flush();
    }
  }

  void close() {
    datagrams.values().forEach(UdpSocket::close);
    listening.values().forEach(Listening::close);
    connector.close();
  }
}
