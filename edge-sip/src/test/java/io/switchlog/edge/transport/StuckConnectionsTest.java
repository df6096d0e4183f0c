package io.switchlog.edge.transport;

import static io.switchlog.edge.transport.TcpDoor.MESSAGE;
import static io.switchlog.edge.transport.TcpDoor.await;
import static io.switchlog.edge.transport.TcpDoor.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A message has to be complete a while after its first byte, whatever else a connection does.
final class StuckConnectionsTest {
  private static final String FIRST_HALF = MESSAGE.substring(0, 20);
  private static final String SECOND_HALF = MESSAGE.substring(20);

  private final TcpDoor door = new TcpDoor(2_000, 10);

  @AfterEach
  void close() {
    door.close();
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

  @Test
  void whoSendsAByteNowAndThenAndNeverEndsIsClosed() throws IOException {
    try (Socket slow = door.connect()) {
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
    assertThat(door.received()).isZero();
  }

  /// RFC 5626 section 3.5.1: the keepalive of a server; and what comes before another message (RFC
  /// 3261 section 7.5).
  @Test
  void aLoneLineBreakIsNoMessage() throws IOException {
    try (Socket alive = door.connect();
        Socket stuck = door.connect()) {
      send(alive, "\r\n");
      send(stuck, FIRST_HALF);
      closed(stuck).join();
      send(alive, MESSAGE);

      await(() -> door.received() == 1);
    }
  }

  @Test
  void whoIsAlwaysInTheMiddleOfAMessageIsNotStuck() throws IOException {
    try (Socket busy = door.connect();
        Socket stuck = door.connect()) {
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

      await(() -> door.received() == sent.get() + 1);
    }
  }
}
