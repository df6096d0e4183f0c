package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.RawPeer.END;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.live.RawPeer.Answer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever a stranger sends to the SIP port, he gets the answer that the RFC names or none, and a
/// plain call works after it.
@TestMethodOrder(OrderAnnotation.class)
class HostilePeersTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /// How the stranger comes.
  enum Way {
    UDP,
    TCP;

    RawPeer open() {
      return switch (this) {
        case UDP -> RawPeer.udp(exchange.sipPort());
        case TCP -> RawPeer.tcp(exchange.sipPort());
      };
    }
  }

  @TempDir static Path folder;

  private static Exchange exchange;

  /// Whose message begins before all else here, and does not end.
  private static final List<RawPeer> SLOW = new ArrayList<>();

  @BeforeAll
  static void startTheExchange() {
    exchange = Exchange.start(folder, "--route", "udp(\\d+)=sip:callee@127.0.0.1:$1");
    byte[] never = "INVITE sip:callee@127.0.0.1 SIP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 50; i++) {
      SLOW.add(Way.TCP.open());
    }
    SLOW.forEach(peer -> peer.send(never));
  }

  @AfterAll
  static void stopTheExchange() {
    SLOW.forEach(RawPeer::close);
    exchange.close();
  }

  @AfterEach
  void aPlainCallStillWorks() {
    int callee = Ports.free();
    String user = "udp" + callee;
    try (Sipp uas = Sipp.callee("callee-plain", folder, callee, 1);
        Sipp uac = Sipp.caller("caller-plain", folder, exchange.sipPort(), user, 1, "-d", "100")) {
      uac.awaitSuccess(SOON);
      uas.awaitSuccess(SOON);
    }
  }

  private static String uri() {
    return "sip:callee@127.0.0.1:" + exchange.sipPort();
  }

  @Test
  void garbageInDatagramsIsNotAnswered() {
    Random random = new Random(4_475);
    try (RawPeer peer = Way.UDP.open()) {
      for (int size : new int[] {0, 1, 5, 100, 1_400, 60_000}) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        peer.send(bytes);
      }
      peer.send("INVITE\r\n\r\n");
      peer.send("SIP/2.0 200 OK\r\n\r\n");
      // the first thing to come back is the answer to what can be answered
      peer.send(peer.request("OPTIONS", uri()) + END);
      assertThat(peer.receive()).startsWith("SIP/2.0 200 OK\r\n");
    }
  }

  @Test
  void whatIsNotSipEndsTheConnection() {
    byte[] tlsHello = {0x16, 0x03, 0x01, 0x00, 0x7f, 0x01};
    byte[] http = "GET / HTTP/1.1\r\nHost: sip\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    for (byte[] bytes : List.of(tlsHello, http)) {
      try (RawPeer peer = Way.TCP.open()) {
        peer.send(bytes);
        assertThat(peer.receive()).isNull();
      }
    }
  }

  @Test
  void aMessageTooLargeForAStreamIsRefusedAndEndsTheConnection() {
    try (RawPeer peer = Way.TCP.open()) {
      Answer answer =
          peer.ask(peer.request("INVITE", uri()) + "Content-Length: 70000\r\n\r\nv=0\r\n");
      assertThat(answer.status()).isEqualTo(513);
      assertThat(peer.receive()).isNull();
    }
  }

  @Test
  void headersWithoutEndEndTheConnection() {
    try (RawPeer peer = Way.TCP.open()) {
      try {
        peer.send(peer.request("INVITE", uri()) + "Subject: " + "x".repeat(70_000));
      } catch (UncheckedIOException closed) {
        return; // before the last byte had left
      }
      assertThat(peer.receive()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void threeHundredHeadersAreTooMany(Way way) {
    try (RawPeer peer = way.open()) {
      Answer answer =
          peer.ask(peer.request("INVITE", uri()) + "Subject: one more\r\n".repeat(300) + END);
      assertThat(answer.status()).isEqualTo(513);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherVersionIsNotSupported(Way way) {
    try (RawPeer peer = way.open()) {
      String request = peer.request("INVITE", uri()) + END;
      Answer answer = peer.ask(request.replaceFirst(" SIP/2.0\r\n", " SIP/3.0\r\n"));
      assertThat(answer.status()).isEqualTo(505);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInviteWithoutContactOrWithABadNumberIsABadRequest(Way way) {
    try (RawPeer peer = way.open()) {
      String invite = peer.request("INVITE", uri()) + END;
      assertThat(peer.ask(without("Contact", invite)).status()).isEqualTo(400);
      String other = peer.request("INVITE", uri()) + END;
      Answer answer = peer.ask(other.replace("CSeq: 1 INVITE", "CSeq: one INVITE"));
      assertThat(answer.status()).isEqualTo(400);
    }
  }

  /// Without these there is nobody or nothing to answer (RFC 3261 section 8.2.6).
  @Test
  void aRequestWithoutWhatAResponseRepeatsIsNotAnswered() {
    try (RawPeer peer = Way.UDP.open()) {
      for (String header : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
        peer.send(without(header, peer.request("INVITE", uri()) + END));
      }
      peer.send(peer.request("OPTIONS", uri()) + END);
      assertThat(peer.receive()).startsWith("SIP/2.0 200 OK\r\n").contains("CSeq: 1 OPTIONS");
    }
  }

  private static String without(String header, String request) {
    return request.replaceFirst("(?m)^" + header + ":.*\r\n", "");
  }

  @ParameterizedTest
  @EnumSource
  void aByeWithATokenThatIsNotOursBelongsToNoDialog(Way way) {
    try (RawPeer peer = way.open()) {
      String bye = peer.request("BYE", uri()) + END;
      Answer answer = peer.ask(bye.replace("To: <" + uri() + ">", "To: <" + uri() + ">;tag=guess"));
      assertThat(answer.status()).isEqualTo(481);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownMethodIsNotImplemented(Way way) {
    try (RawPeer peer = way.open()) {
      Answer answer = peer.ask(peer.request("TELEPORT", uri()) + END);
      assertThat(answer.status()).isEqualTo(501);
      assertThat(answer.header("Allow")).contains("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPingIsAnswered(Way way) {
    try (RawPeer peer = way.open()) {
      Answer answer = peer.ask(peer.request("OPTIONS", uri()) + END);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Allow")).contains("INVITE");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatWentTooFarGoesNoFurther(Way way) {
    try (RawPeer peer = way.open()) {
      String invite = peer.request("INVITE", uri()) + END;
      Answer answer = peer.ask(invite.replace("Max-Forwards: 70", "Max-Forwards: 0"));
      assertThat(answer.status()).isEqualTo(483);
    }
  }

  /// A connection whose message does not get complete is closed, however busy it looks. Last, for
  /// that takes half a minute.
  @Test
  @Order(Integer.MAX_VALUE)
  void peersThatSendByteByByteAreCutOff() {
    Awaitility.await("the slow peers to be cut off")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> {
          SLOW.removeIf(HostilePeersTest::isCutOff);
          return SLOW.isEmpty();
        });
  }

  /// One more byte; where nobody reads it any more, the system says so.
  private static boolean isCutOff(RawPeer peer) {
    try {
      peer.send("x");
      return false;
    } catch (UncheckedIOException closed) {
      peer.close();
      return true;
    }
  }
}
