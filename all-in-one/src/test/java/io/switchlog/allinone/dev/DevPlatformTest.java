package io.switchlog.allinone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.config.RoutingRules;
import io.switchlog.edge.DnsSettings;
import io.switchlog.edge.ListenerConfig;
import io.switchlog.edge.core.AdmissionPolicy;
import io.switchlog.edge.core.Credentials;
import io.switchlog.edge.core.Egress;
import io.switchlog.edge.transport.ClientCertificates;
import io.switchlog.edge.transport.TlsSettings;
import io.switchlog.schemas.Transport;
import io.switchlog.wire.token.ClusterSecret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevPlatformTest {
  @Test
  void whatIsWantedOfPeersHoldsOnItsListenersToo() {
    DevConfig config =
        new DevConfig(
            Path.of("unused"),
            false,
            null,
            0,
            null,
            "127.0.0.1",
            0,
            0,
            0,
            0,
            20_000,
            29_999,
            1,
            true,
            null,
            Credentials.NONE,
            AdmissionPolicy.USUAL,
            Egress.ANYWHERE,
            TlsSettings.NONE,
            ClientCertificates.REQUIRED,
            List.of("https://phones.example.com"),
            DnsSettings.USUAL,
            RoutingRules.usual(List.of()),
            true);
    ClusterSecret secret = ClusterSecret.of("a secret of enough characters");
    List<ListenerConfig> listeners =
        DevPlatform.edge(config, "127.0.0.1:9092", secret, TlsSettings.NONE).listeners();
    assertThat(listeners)
        .extracting(ListenerConfig::transport)
        .containsExactly(Transport.UDP, Transport.TCP, Transport.TLS, Transport.WS, Transport.WSS);
    for (ListenerConfig each : listeners) {
      assertThat(each.clients())
          .isEqualTo(
              each.transport().isSecure() ? ClientCertificates.REQUIRED : ClientCertificates.NONE);
    }
    assertThat(listeners.subList(3, 5))
        .allSatisfy(
            each -> assertThat(each.origins()).containsExactly("https://phones.example.com"));
  }
}
