package io.switchlog.edge.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.edge.core.Source;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.sip.ParseResult;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Peers that want more than their share.
final class GreedyPeersTest implements Receiver {
  private static final String MESSAGE = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n";
  private static final int PATIENCE_MILLIS = 60_000;

  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final Network network = new Network(vertx, "life", PATIENCE_MILLIS, 2);
  private final Semaphore received = new Semaphore(0);
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
    received.release();
  }

  @Override
  public void broken(Source source, ParseResult.Malformed problem) {}

  @Override
  public void idle() {}

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitConnections(int number) {
    Awaitility.await()
        .atMost(Duration.ofMillis(PATIENCE_MILLIS))
        .until(() -> network.connections() == number);
  }

  /// RFC 5626 section 4.4.1: who pings waits for the pong.
  @Test
  void pingsThatComeTogetherHaveOnePong() throws Exception {
    int pings = 1_000;
    try (Socket phone = connect()) {
      send(phone, "\r\n\r\n".repeat(pings) + MESSAGE);
      received.acquire();
      phone.shutdownOutput();

      int bytes = phone.getInputStream().readAllBytes().length;

      assertThat(bytes).isPositive().isEven().isLessThan(2 * pings / 10);
    }
  }

  @Test
  void noHostTakesAllConnections() throws IOException {
    try (Socket second = connect()) {
      try (Socket first = connect();
          Socket third = connect()) {
        assertThat(third.getInputStream().read()).as("closed").isNegative();
        assertThat(first.isConnected()).isTrue();
      }
      awaitConnections(1);
      try (Socket again = connect()) {
        awaitConnections(2);
        assertThat(again.isConnected()).isTrue();
      }
      assertThat(second.isConnected()).isTrue();
    }
  }
}
