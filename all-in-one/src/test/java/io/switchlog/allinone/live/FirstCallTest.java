package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.RawPeer.END;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.allinone.dev.DevConfig;
import io.switchlog.allinone.dev.DevPlatform;
import io.switchlog.allinone.live.RawPeer.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ready means that calls are taken.
class FirstCallTest {
  @TempDir Path folder;

  @Test
  void aCallInTheMomentThatThePlatformIsReadyIsTaken() {
    DevConfig config = DevConfig.onFreePorts(folder, RoutingRules.usual(List.of()));
    try (DevPlatform platform = DevPlatform.start(config)) {
      assertThat(platform.isReady()).isTrue();
      assertTaken(platform.listeners().getFirst().port());
    }
  }

  /// In processes of their own each node says ready by itself.
  @Test
  void aCallInTheMomentThatTheLastOfTheNodesIsReadyIsTaken() {
    try (Cluster cluster =
        Cluster.start(folder, "rules: [{name: echo, called: echo, echo: {}}]")
            .control(0)
            .edge(0)
            .media(0)) {
      assertTaken(cluster.edgePort(0));
    }
  }

  private static void assertTaken(int port) {
    try (RawPeer peer = RawPeer.udp(port)) {
      Answer answer = peer.ask(peer.request("INVITE", "sip:echo@127.0.0.1:" + port) + END);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
  }
}
