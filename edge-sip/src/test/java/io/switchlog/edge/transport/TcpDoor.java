package io.switchlog.edge.transport;

import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.ParseResult;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// A network with one TCP listener on loopback, which counts the messages that come.
final class TcpDoor implements Receiver, AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String MESSAGE = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n";

  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final AtomicInteger received = new AtomicInteger();
  private final Network network;
  private final int port;
  private final int webSocketPort;

  /// @param stuckMillis after how long a message that is not complete closes its connection
  /// @param mostOfOneHost how many connections one host may have
  TcpDoor(long stuckMillis, int mostOfOneHost) {
    this(stuckMillis, mostOfOneHost, _ -> true);
  }

  /// As above.
  ///
  /// @param served whose connections it takes
  TcpDoor(long stuckMillis, int mostOfOneHost, Predicate<String> served) {
    this.network =
        new Network(vertx, "life", TlsSettings.NONE, served, stuckMillis, mostOfOneHost, 5_000);
    network.addLoop(vertx.createEventLoopContext(), this);
    List<Binding> opened =
        network
            .open(
                List.of(
                    new Binding("tcp", Transport.TCP, "127.0.0.1", 0),
                    new Binding("ws", Transport.WS, "127.0.0.1", 0)))
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    this.port = opened.getFirst().port();
    this.webSocketPort = opened.getLast().port();
  }

  /// Where WebSockets are opened.
  int webSocketPort() {
    return webSocketPort;
  }

  /// How many connections are open.
  int connections() {
    return network.connections();
  }

  /// How many messages came.
  int received() {
    return received.get();
  }

  /// A peer's connection, whose reads give up in the end.
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  static void send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void await(BooleanSupplier fact) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(fact::getAsBoolean);
  }

  @Override
  public void received(byte[] message, Source source) {
    received.incrementAndGet();
  }

  @Override
  public void broken(Source source, ParseResult.Malformed problem) {}

  @Override
  public void idle() {}

  @Override
  public void close() {
    network.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
