package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An INVITE of more than 1,300 bytes reaches a phone that listens on TCP, and one that does not
/// (RFC 3261 section 18.1.1).
class LargeInviteTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;

  @Test
  void itGoesOverTcpWhereThatIsTakenAndOverUdpElsewhere() throws IOException {
    try (ServerSocket onTcp = new ServerSocket(0, 5, LOOPBACK);
        DatagramSocket onUdp = new DatagramSocket(0, LOOPBACK);
        Exchange exchange =
            Exchange.start(
                folder,
                "--route",
                "tcp=sip:tcp@127.0.0.1:" + onTcp.getLocalPort(),
                "--route",
                "udp=sip:udp@127.0.0.1:" + onUdp.getLocalPort());
        RawPeer caller = RawPeer.udp(exchange.sipPort())) {
      onTcp.setSoTimeout(PATIENCE_MILLIS);
      onUdp.setSoTimeout(PATIENCE_MILLIS);

      caller.send(largeInvite(caller, "tcp"));
      try (Socket phone = onTcp.accept()) {
        phone.setSoTimeout(PATIENCE_MILLIS);
        String invite = head(phone.getInputStream());
        assertThat(invite).startsWith("INVITE ").contains("Via: SIP/2.0/TCP ", ";transport=tcp>");
        phone.getOutputStream().write(busy(invite));
        skipBody(phone.getInputStream(), invite);
        assertThat(head(phone.getInputStream())).startsWith("ACK ").contains(line(invite, "Via:"));
      }

      caller.send(largeInvite(caller, "udp"));
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      onUdp.receive(packet);
      String invite = text(packet);
      assertThat(invite).startsWith("INVITE ").contains("Via: SIP/2.0/UDP ");
      assertThat(invite.length()).isGreaterThan(1_300);
      byte[] busy = busy(invite);
      onUdp.send(new DatagramPacket(busy, busy.length, packet.getSocketAddress()));
      onUdp.receive(packet);
      while (text(packet).startsWith("INVITE ")) {
        onUdp.receive(packet);
      }
      assertThat(text(packet)).startsWith("ACK ").contains(line(invite, "Via:"));
    }
  }

  private static String largeInvite(RawPeer caller, String called) {
    return caller.invite("sip:" + called + "@127.0.0.1", 1_200);
  }

  private static byte[] busy(String invite) {
    String echoed =
        invite
            .lines()
            .takeWhile(line -> !line.isEmpty())
            .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq):.*"))
            .map(line -> line.startsWith("To:") ? line + ";tag=busy" : line)
            .collect(Collectors.joining("\r\n"));
    return ("SIP/2.0 486 Busy Here\r\n" + echoed + "\r\nContent-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new AssertionError("the connection was closed after " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  private static void skipBody(InputStream in, String head) throws IOException {
    in.skipNBytes(Long.parseLong(line(head, "Content-Length:").substring(15).strip()));
  }

  private static String line(String message, String start) {
    return message.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }
}
