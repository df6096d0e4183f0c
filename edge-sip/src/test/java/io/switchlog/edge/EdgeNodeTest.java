package io.switchlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.edge.core.Counter;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.node.ListenerAddress;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A real edge on the loopback, with a real publisher that finds no broker: what has to work while
/// Kafka is away, and what goes wrong at start.
final class EdgeNodeTest {
  private static final int ANSWER_MILLIS = 30_000;

  /// The port of the discard service: one that was free a moment ago may be somebody's by now.
  private static final String NO_BROKER = "127.0.0.1:9";

  private static final ClusterSecret SECRET = ClusterSecret.of("a secret for the tests of edges");

  private static ListenerConfig listener(String name, Transport transport, String host, int port) {
    return new ListenerConfig(name, transport, host, port, "");
  }

  private static EdgeConfig config(int loops, ListenerConfig... listeners) {
    return new EdgeConfig(
        0, NO_BROKER, SECRET, List.of(listeners), loops, true, EdgeCore.DATAGRAM_BYTES);
  }

  @Test
  void whereItListensIsSaidAsPeoplePutIt() {
    assertThat(
            EdgeNode.text(
                List.of(
                    new ListenerAddress("a", Transport.UDP, "127.0.0.1", 5060),
                    new ListenerAddress("b", Transport.TCP, "::1", 5060))))
        .isEqualTo("UDP 127.0.0.1:5060, TCP [::1]:5060");
  }

  private static byte[] request(String method, String transport, int port, String id) {
    String text =
        """
        %s sip:bob@127.0.0.1 SIP/2.0
        Via: SIP/2.0/%s 127.0.0.1:%d;rport;branch=z9hG4bK-%s
        Max-Forwards: 70
        From: <sip:alice@example.com>;tag=1
        To: <sip:bob@example.com>
        Call-ID: %s
        CSeq: 1 %s
        Content-Length: 0

        """
            .formatted(method, transport, port, id, id, method);
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> exchange(
      DatagramSocket phone, byte[] request, String host, int port, int answers) throws IOException {
    phone.setSoTimeout(ANSWER_MILLIS);
    phone.send(new DatagramPacket(request, request.length, new InetSocketAddress(host, port)));
    List<String> lines = new ArrayList<>();
    while (lines.size() < answers) {
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      phone.receive(packet);
      String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
      lines.add(text.substring(0, text.indexOf('\r')));
    }
    return lines;
  }

  private static String read(InputStream in, String until) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(until) < 0) {
      int b = in.read();
      if (b < 0) {
        return text.toString();
      }
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void overUdpWhileKafkaIsAway() throws IOException {
    try (EdgeNode edge =
            EdgeNode.start(
                config(
                    1,
                    listener("four", Transport.UDP, "127.0.0.1", 0),
                    listener("six", Transport.UDP, "::1", 0)));
        DatagramSocket phone = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        DatagramSocket phone6 = new DatagramSocket(0, InetAddress.ofLiteral("::1"))) {
      int port = edge.listeners().get(0).port();
      int port6 = edge.listeners().get(1).port();
      assertThat(
              exchange(
                  phone, request("INVITE", "UDP", phone.getLocalPort(), "a"), "127.0.0.1", port, 2))
          .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 503 Service Unavailable");
      assertThat(
              exchange(
                  phone6, request("OPTIONS", "UDP", phone6.getLocalPort(), "b"), "::1", port6, 1))
          .containsExactly("SIP/2.0 200 OK");
      assertThat(edge.isReady()).isFalse();
      assertThat(edge.counters())
          .containsEntry(Counter.FACTS_LOST, 1L)
          .containsEntry(Counter.FACTS_DROPPED, 0L);
    }
  }

  @Test
  void aByeWhileKafkaIsAwayIsKeptAndAnsweredByTheEdge() throws IOException {
    try (EdgeNode edge = EdgeNode.start(config(1, listener("udp", Transport.UDP, "127.0.0.1", 0)));
        DatagramSocket phone = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      String token = new SessionToken("0123456789abcdefghijklmnop", 1).mint(SECRET);
      String bye =
          new String(request("BYE", "UDP", phone.getLocalPort(), "a"), StandardCharsets.UTF_8)
              .replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=" + token);
      assertThat(
              exchange(
                  phone,
                  bye.getBytes(StandardCharsets.UTF_8),
                  "127.0.0.1",
                  edge.listeners().getFirst().port(),
                  2))
          .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 200 OK");
      assertThat(edge.counters())
          .containsEntry(Counter.FACTS_KEPT, 1L)
          .containsEntry(Counter.ANSWERED_ALONE, 1L)
          .containsEntry(Counter.FACTS_LOST, 0L);
    }
  }

  @Test
  void overTcpWhileKafkaIsAway() throws IOException {
    try (EdgeNode edge = EdgeNode.start(config(1, listener("tcp", Transport.TCP, "127.0.0.1", 0)));
        Socket phone =
            new Socket(InetAddress.ofLiteral("127.0.0.1"), edge.listeners().getFirst().port())) {
      phone.setSoTimeout(ANSWER_MILLIS);
      phone.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(read(phone.getInputStream(), "\r\n")).isEqualTo("\r\n");

      byte[] invite = request("INVITE", "TCP", phone.getLocalPort(), "a");
      phone.getOutputStream().write(invite, 0, 50);
      phone.getOutputStream().flush();
      phone.getOutputStream().write(invite, 50, invite.length - 50);
      assertThat(read(phone.getInputStream(), "\r\n\r\n")).startsWith("SIP/2.0 100 Trying");
      assertThat(read(phone.getInputStream(), "\r\n\r\n"))
          .startsWith("SIP/2.0 503 Service Unavailable")
          .contains("Retry-After: 5");
      assertThat(edge.connections()).isEqualTo(1);

      phone.getOutputStream().write("garbage\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(phone.getInputStream().read()).isEqualTo(-1);
      Awaitility.await()
          .atMost(Duration.ofMillis(ANSWER_MILLIS))
          .until(() -> edge.connections() == 0);
    }
  }

  @Test
  void severalLoopsShareAPortAndMeetAtTheCallsOwner() throws IOException {
    try (EdgeNode edge =
        EdgeNode.start(config(2, listener("udp", Transport.UDP, "127.0.0.1", 0)))) {
      int port = edge.listeners().getFirst().port();
      for (int i = 0; i < 20; i++) {
        try (DatagramSocket phone = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
          byte[] invite = request("INVITE", "UDP", phone.getLocalPort(), "call-" + i);
          assertThat(exchange(phone, invite, "127.0.0.1", port, 2))
              .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 503 Service Unavailable");
        }
      }
    }
  }

  @Test
  void aTakenPortIsOneClearMessage() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        ServerSocket takenTcp = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      String expected =
          "listener phones cannot be opened: udp address 127.0.0.1, port "
              + port
              + ": the port is taken by another process";
      for (int loops = 1; loops <= 2; loops++) {
        EdgeConfig config = config(loops, listener("phones", Transport.UDP, "127.0.0.1", port));
        assertThatThrownBy(() -> EdgeNode.start(config).close())
            .isInstanceOf(EdgeStartException.class)
            .hasMessage(expected);
      }
      EdgeConfig tcp =
          config(1, listener("t", Transport.TCP, "127.0.0.1", takenTcp.getLocalPort()));
      assertThatThrownBy(() -> EdgeNode.start(tcp).close())
          .isInstanceOf(EdgeStartException.class)
          .hasMessageEndingWith("the port is taken by another process");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsOneClearMessage() {
    for (Transport transport : List.of(Transport.UDP, Transport.TCP, Transport.WS)) {
      EdgeConfig config = config(1, listener("far", transport, "192.0.2.1", 5060));
      assertThatThrownBy(() -> EdgeNode.start(config).close())
          .isInstanceOf(EdgeStartException.class)
          .hasMessageEndingWith(
              "address 192.0.2.1, port 5060: no interface of this machine has that address");
    }
  }

  @Test
  void aWrongConfigurationNamesKeyValueAndWhatIsRight() {
    assertThatThrownBy(() -> listener("x", Transport.UDP, "127.0.0.1", 70_000))
        .hasMessage("port of listener x: expected 0 to 65535, found '70000'");
    assertThatThrownBy(() -> listener("x", Transport.UDP, "0.0.0.0", 5060))
        .hasMessageContaining("advertisedHost of listener x");
  }
}
