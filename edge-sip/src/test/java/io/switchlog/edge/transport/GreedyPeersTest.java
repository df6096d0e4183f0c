package io.switchlog.edge.transport;

import static io.switchlog.edge.transport.TcpDoor.MESSAGE;
import static io.switchlog.edge.transport.TcpDoor.await;
import static io.switchlog.edge.transport.TcpDoor.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Peers that want more than their share.
final class GreedyPeersTest {
  private final TcpDoor door = new TcpDoor(TcpDoor.PATIENCE.toMillis(), 2);

  @AfterEach
  void close() {
    door.close();
  }

  /// RFC 5626 section 4.4.1: who pings waits for the pong.
  @Test
  void pingsThatComeTogetherHaveOnePong() throws Exception {
    int pings = 1_000;
    try (Socket phone = door.connect()) {
      send(phone, "\r\n\r\n".repeat(pings) + MESSAGE);
      await(() -> door.received() == 1);
      phone.shutdownOutput();

      int bytes = phone.getInputStream().readAllBytes().length;

      assertThat(bytes).isPositive().isEven().isLessThan(2 * pings / 10);
    }
  }

  /// RFC 7118: whoever asks for nothing is none yet, and is told of before it asks.
  @Test
  void noHostTakesAllThatMayBecomeWebSockets() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      int port = door.webSocketPort();
      for (int i = 0; i < WebSocketListener.MOST_UPGRADES_OF_ONE_SOURCE + 20; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      int closed = 0;
      for (Socket each : silent.subList(100, 120)) {
        each.setSoTimeout((int) TcpDoor.PATIENCE.toMillis());
        closed += each.getInputStream().read() < 0 ? 1 : 0;
      }
      assertThat(closed).isEqualTo(20);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void whoIsNotServedIsNotLetIn() throws Exception {
    try (TcpDoor closed = new TcpDoor(TcpDoor.PATIENCE.toMillis(), 10, _ -> false);
        Socket phone = closed.connect();
        Socket page = new Socket(InetAddress.getLoopbackAddress(), closed.webSocketPort())) {
      page.setSoTimeout((int) TcpDoor.PATIENCE.toMillis());
      assertThat(phone.getInputStream().read()).isNegative();
      assertThat(page.getInputStream().read()).isNegative();
      assertThat(closed.connections()).isZero();
    }
  }

  @Test
  void noHostTakesAllConnections() throws IOException {
    try (Socket second = door.connect()) {
      try (Socket first = door.connect();
          Socket third = door.connect()) {
        assertThat(third.getInputStream().read()).as("closed").isNegative();
        assertThat(first.isConnected()).isTrue();
      }
      await(() -> door.connections() == 1);
      try (Socket again = door.connect()) {
        await(() -> door.connections() == 2);
        assertThat(again.isConnected()).isTrue();
      }
      assertThat(second.isConnected()).isTrue();
    }
  }
}
