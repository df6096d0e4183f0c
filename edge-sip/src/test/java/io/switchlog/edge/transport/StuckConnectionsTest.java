package io.switchlog.edge.transport;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A message has to be complete a while after its first byte, whatever else a connection does.
final class StuckConnectionsTest implements Receiver {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MESSAGE = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n";
  private static final String FIRST_HALF = MESSAGE.substring(0, 20);
  private static final String SECOND_HALF = MESSAGE.substring(20);

  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final Network network = new Network(vertx, "life", 2_000, 10);
  private final AtomicInteger received = new AtomicInteger();
  private final int port = open();

  private int open() {
    network.addLoop(vertx.createEventLoopContext(), this);
    return network
        .open(List.of(new Binding("tcp", Transport.TCP, "127.0.0.1", 0)))
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .getFirst()
        .port();
  }

  @AfterEach
  void close() {
    network.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void received(byte[] message, Source source) {
    received.incrementAndGet();
  }

  @Override
  public void broken(Source source, ParseResult.Malformed problem) {}

  @Override
  public void idle() {}

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Told when the edge has closed the connection.
  private static CompletableFuture<Boolean> closed(Socket socket) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return socket.getInputStream().read() < 0;
      } catch (IOException reset) {
        return true;
      }
    });
  }

  private static void await(BooleanSupplier fact) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(fact::getAsBoolean);
  }

  @Test
  void whoSendsAByteNowAndThenAndNeverEndsIsClosed() throws IOException {
    try (Socket slow = connect()) {
      CompletableFuture<Boolean> closed = closed(slow);
      send(slow, FIRST_HALF);
      await(() -> {
        try {
          send(slow, "x");
        } catch (UncheckedIOException e) {
          return true;
        }
        return closed.isDone();
      });
    }
    assertThat(received).hasValue(0);
  }

  /// RFC 5626 section 3.5.1: the keepalive of a server; and what comes before another message (RFC
  /// 3261 section 7.5).
  @Test
  void aLoneLineBreakIsNoMessage() throws IOException {
    try (Socket alive = connect();
        Socket stuck = connect()) {
      send(alive, "\r\n");
      send(stuck, FIRST_HALF);
      closed(stuck).join();
      send(alive, MESSAGE);

      await(() -> received.get() == 1);
    }
  }

  @Test
  void whoIsAlwaysInTheMiddleOfAMessageIsNotStuck() throws IOException {
    try (Socket busy = connect();
        Socket stuck = connect()) {
      AtomicInteger sent = new AtomicInteger();
      send(busy, FIRST_HALF);
      send(stuck, FIRST_HALF);
      CompletableFuture<Boolean> closed = closed(stuck);
      await(() -> {
        send(busy, SECOND_HALF + FIRST_HALF);
        sent.incrementAndGet();
        return closed.isDone();
      });
      send(busy, SECOND_HALF);

      await(() -> received.get() == sent.get() + 1);
    }
  }
}
