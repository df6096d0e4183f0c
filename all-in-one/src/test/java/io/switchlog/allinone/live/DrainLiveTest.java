package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An edge that is told to end while somebody is connected to it.
class DrainLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  /// Without a bus, which makes no difference: that a call is refused for the one reason is told
  /// apart from the other by OPTIONS, which an edge answers by itself.
  @Test
  void anEdgeThatIsToldToEndRefusesNewWorkAndWaitsForWhoIsConnected() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "a secret that is long enough\n");
    int port = Ports.free();
    List<String> arguments =
        List.of(
            "edge",
            "--kafka",
            "127.0.0.1:" + Ports.free(),
            "--ordinal",
            "0",
            "--secret-file",
            secret.toString(),
            "--drain",
            "50",
            "--listen",
            "udp=udp:127.0.0.1:" + port,
            "--listen",
            "tcp=tcp:127.0.0.1:" + port);
    try (Child edge = Child.switchlog("edge", folder, arguments)) {
      edge.awaitOutput("edge-0 ready", SOON);
      String uri = "sip:127.0.0.1:" + port;
      try (RawPeer phone = RawPeer.tcp(port);
          RawPeer other = RawPeer.udp(port)) {
        assertThat(other.ask(other.request("OPTIONS", uri) + RawPeer.END).status()).isEqualTo(200);
        assertThat(phone.ask(phone.request("OPTIONS", uri) + RawPeer.END).status()).isEqualTo(200);

        ProcessHandle.of(edge.pid()).orElseThrow().destroy();
        RawPeer.Answer answer;
        do {
          answer = other.ask(other.request("OPTIONS", uri) + RawPeer.END);
        } while (answer.status() == 200);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(phone.ask(phone.request("OPTIONS", uri) + RawPeer.END).status()).isEqualTo(503);
        assertThat(edge.isAlive()).isTrue();
      }
      // Nobody is left.
      edge.awaitExit(Duration.ofSeconds(40));
      assertThat(edge.all()).doesNotContain("connections after");
    }
  }
}
