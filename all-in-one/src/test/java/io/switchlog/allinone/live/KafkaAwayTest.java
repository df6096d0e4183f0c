package io.switchlog.allinone.live;

import static io.switchlog.allinone.live.RawPeer.END;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.live.RawPeer.Answer;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.Script;
import io.switchlog.testkit.phone.UdpPhone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka is not there yet, or no longer: calls are refused in words, media flows on, and all works
/// again by itself once Kafka is there.
class KafkaAwayTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static String routeTo(String uri) {
    return """
    rules:
      - {name: callee, called: callee, dial: {uri: "%s"}}
    """
        .formatted(uri);
  }

  /// A call to nobody: 404 where somebody decides it, 503 where nobody can.
  private static Answer callToNobody(Cluster cluster) {
    try (RawPeer peer = RawPeer.udp(cluster.edgePort(0))) {
      String uri = "sip:nobody@127.0.0.1:" + cluster.edgePort(0);
      return peer.ask(peer.request("INVITE", uri) + END);
    }
  }

  private static void assertRefusedPolitely(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotNull().matches("\\d+");
  }

  private static void awaitDecisions(Cluster cluster) {
    Awaitility.await("calls to be decided")
        .atMost(SOON)
        .until(() -> callToNobody(cluster).status() == 404);
  }

  @Test
  void anEdgeStartsBeforeKafkaAndTakesCallsOnceItIsThere() {
    int callee = Ports.free();
    try (Cluster cluster =
        Cluster.prepare(folder, routeTo("sip:callee@127.0.0.1:" + callee)).edge(0)) {
      assertRefusedPolitely(callToNobody(cluster));
      try (RawPeer peer = RawPeer.udp(cluster.edgePort(0))) {
        Answer pong = peer.ask(peer.request("OPTIONS", "sip:127.0.0.1") + END);
        assertThat(pong.status()).isEqualTo(200);
      }

      cluster.broker().topics().media(0).control(0);
      awaitDecisions(cluster);
      try (Sipp uas = Sipp.callee("callee-plain", folder, callee, 5);
          Sipp uac =
              Sipp.caller("caller-plain", folder, cluster.edgePort(0), "callee", 5, "-d", "500")) {
        assertThat(uac.awaitSuccess(SOON).successful()).isEqualTo(5);
        uas.awaitSuccess(SOON);
      }
      assertThat(cluster.run("replay", "--all")).contains("no difference");
    }
  }

  @Test
  void callsTalkOnWhileKafkaIsDeadAndEndOnceItIsBack() {
    try (UdpPhone bob = UdpPhone.listen("callee", "127.0.0.1", Ports.free());
        UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", Ports.free());
        Cluster cluster = Cluster.start(folder, routeTo(bob.uri())).media(0).control(0).edge(0)) {
      bob.follow(Script.PLAIN.answerAfter(200));
      alice.call("sip:callee@127.0.0.1", "127.0.0.1:" + cluster.edgePort(0));
      assertThat(alice.await(State.TALKING, SOON)).as(() -> "" + alice.log()).isTrue();
      assertHeardOn(alice, 50);

      cluster.kill("broker");
      Awaitility.await("calls to be refused")
          .atMost(SOON)
          .until(() -> callToNobody(cluster).status() == 503);
      assertRefusedPolitely(callToNobody(cluster));
      assertHeardOn(alice, 100);
      assertHeardOn(bob, 100);

      cluster.broker();
      awaitDecisions(cluster);
      assertHeardOn(alice, 50);
      alice.hangUp();
      assertEnded(alice, Outcome.HUNG_UP);
      assertEnded(bob, Outcome.PEER_HUNG_UP);
      cluster.awaitNoLiveCalls();
      assertThat(cluster.run("replay", "--all")).contains("no difference");
    }
  }

  /// So many packets more arrive.
  private static void assertHeardOn(UdpPhone phone, int packets) {
    long before = phone.rtpPacketsHeard();
    assertThat(phone.await(_ -> phone.rtpPacketsHeard() >= before + packets, SOON))
        .as(() -> "heard " + (phone.rtpPacketsHeard() - before) + " of " + packets)
        .isTrue();
  }

  private static void assertEnded(UdpPhone phone, Outcome how) {
    assertThat(phone.await(State.ENDED, SOON)).as(() -> "" + phone.log()).isTrue();
    PhoneLog log = Objects.requireNonNull(phone.log());
    assertThat(log.outcome()).as(log.toString()).isEqualTo(how);
    assertThat(log.complaints()).isEmpty();
  }
}
