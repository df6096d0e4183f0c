package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.RawPeer.END;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.live.RawPeer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes with one ordinal, which somebody starts by mistake.
class TwinsTest {
  @TempDir Path folder;

  @Test
  void theYoungerTakesOverAndTheOlderSaysSoAndEnds() {
    try (Cluster cluster =
        Cluster.start(folder, "rules: [{name: echo, called: echo, echo: {}}]")
            .control(0)
            .media(0)
            .edge(0)) {
      Child older = cluster.twinEdge(0);
      int port = cluster.edgePort(0);
      try (RawPeer peer = RawPeer.udp(port)) {
        Answer answer = peer.ask(peer.request("INVITE", "sip:echo@127.0.0.1:" + port) + END);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      }

      assertThat(older.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
      assertThat(older.err())
          .contains("edge-0 was started again elsewhere with the same ordinal, and this one ends");
      assertThat(SentMessages.sentTwice(cluster.kafka())).isEmpty();
    }
  }
}
