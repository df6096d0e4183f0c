package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.testkit.dns.NameServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Calls to a domain whose first host says nothing (RFC 3263 section 4.3).
@EnabledIf(
    value = "io.switchlog.testkit.dns.NameServer#isInstalled",
    disabledReason = "no dnsmasq, which answers: Debian's package is dnsmasq-base")
class DomainsLiveTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  /// A host that takes datagrams and answers none: who has called it.
  private static final class Silent implements AutoCloseable {
    private final DatagramSocket socket;
    private final Set<String> calls = ConcurrentHashMap.newKeySet();

    Silent() throws IOException {
      socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
      Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
          socket.receive(packet);
          new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.startsWith("Call-ID:"))
              .forEach(calls::add);
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /// The domain names its services by NAPTR. The second call does not try again who said nothing to
  /// the first.
  @Test
  void aDomainWhoseFirstHostIsSilentIsReachedAtItsSecond() throws IOException {
    int second = Ports.free();
    try (Silent silent = new Silent();
        NameServer names =
            NameServer.start(
                folder,
                "--host-record=a.example,127.0.0.1",
                "--naptr-record=pbx.example,10,10,s,SIP+D2U,,_sip._udp.hosts.example",
                "--srv-host=_sip._udp.hosts.example,a.example," + silent.port() + ",1,0",
                "--srv-host=_sip._udp.hosts.example,a.example," + second + ",2,0");
        Exchange exchange =
            Exchange.start(
                folder,
                "--dns",
                "127.0.0.1:" + names.address().getPort(),
                "--route",
                "desk=sip:desk@pbx.example",
                "--route",
                "nobody=sip:nobody@nowhere.example")) {
      for (int call = 1; call <= 2; call++) {
        try (Sipp answers = Sipp.callee("callee-plain", folder, second, 1);
            Sipp calls =
                Sipp.caller("caller-plain", folder, exchange.sipPort(), "desk", 1, "-d", "100")) {
          calls.awaitSuccess(SOON);
          answers.awaitSuccess(SOON);
        }
        assertThat(silent.calls).as("call %d", call).hasSize(1);
      }
      try (RawPeer caller = RawPeer.udp(exchange.sipPort())) {
        RawPeer.Answer answer = caller.ask(caller.invite(exchange.uri("nobody"), 1));
        assertThat(answer.status()).isEqualTo(503);
      }
      assertThat(exchange.run("replay", "--all").out()).contains(": no difference");
    }
  }
}
