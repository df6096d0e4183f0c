package io.switchlog.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.media.core.PortPool;
import io.switchlog.media.transport.FreePorts;
import io.switchlog.schemas.NodeId;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  @Test
  void plansAreCarriedOutAndThePortsAreFreeAfterwards() throws IOException {
    int first = FreePorts.block(100);
    MediaConfig config =
        new MediaConfig(
            0, "h:1", "127.0.0.1", "127.0.0.1", first, first + 99, Duration.ofSeconds(10));

    int answered =
        WarmUp.run(
            NodeId.media(0),
            Addresses.of(config),
            new PortPool(config.portMin(), config.portMax()),
            Duration.ofMinutes(1));

    assertThat(answered).isEqualTo(40);
    for (int port = first; port < first + 4; port++) {
      try (DatagramSocket socket = new DatagramSocket(port, HERE)) {
        assertThat(socket.isBound()).isTrue();
      }
    }
  }
}
