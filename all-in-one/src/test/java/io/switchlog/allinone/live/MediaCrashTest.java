package io.switchlog.allinone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.allinone.history.TopicReader;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.bus.BusConfig;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import io.switchlog.testkit.phone.PhoneLog.State;
import io.switchlog.testkit.phone.UdpPhone;
import io.switchlog.testkit.sound.Goertzel;
import io.switchlog.testkit.sound.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two phones talk through a media node that is killed: they hear each other again through the
/// other.
class MediaCrashTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final double ALICE_HERTZ = 440;
  private static final double BOB_HERTZ = 1_000;
  private static final int SECOND_OF_PACKETS = 50;

  @TempDir Path folder;

  @Test
  void theSoundComesBackThroughTheOtherMediaNode() {
    try (UdpPhone alice = UdpPhone.listen("alice", "127.0.0.1", Ports.free());
        UdpPhone bob = UdpPhone.listen("bob", "127.0.0.1", Ports.free());
        Cluster cluster =
            Cluster.start(
                    folder,
                    """
                    rules:
                      - {name: bob, called: bob, dial: {uri: "%s"}}
                    """
                        .formatted(bob.uri()))
                .media(0)
                .media(1)
                .control(0)
                .edge(0)) {
      String edge = "127.0.0.1:" + cluster.edgePort(0);
      alice.say(Signal.tone(ALICE_HERTZ));
      bob.say(Signal.tone(BOB_HERTZ)).answerAfter(Duration.ofMillis(100));
      alice.call("sip:bob@" + edge, edge);
      hears(alice, BOB_HERTZ, 0);
      hears(bob, ALICE_HERTZ, 0);

      NodeId carrier = carrier(cluster);
      cluster.kill(carrier.toString());
      long killed = System.nanoTime();
      long heardByAlice = alice.rtpPacketsHeard();
      assertThat(alice.await(_ -> alice.rtpPacketsHeard() > heardByAlice + 2, SOON))
          .as(() -> "the sound is back\n" + log(alice) + "\n" + cluster.printedBy("control-0"))
          .isTrue();
      System.out.printf(
          "sound was back %d ms after kill -9 of %s%n",
          (System.nanoTime() - killed) / 1_000_000, carrier);
      Awaitility.await("the call to be at another node")
          .atMost(SOON)
          .until(() -> !carrier(cluster).equals(carrier));
      hears(alice, BOB_HERTZ, alice.rtpPacketsHeard());
      hears(bob, ALICE_HERTZ, bob.rtpPacketsHeard());

      alice.hangUp();
      assertThat(alice.await(State.ENDED, SOON)).isTrue();
      assertThat(bob.await(log -> log.outcome() == Outcome.PEER_HUNG_UP, SOON)).isTrue();
      assertThat(log(alice).complaints()).isEmpty();
      assertThat(log(bob).complaints()).isEmpty();
      cluster.awaitNoLiveCalls();
      assertThat(cluster.run("replay", "--all")).contains("no difference");
      assertThat(
              journal(cluster).stream()
                  .filter(CallEnded.class::isInstance)
                  .map(event -> ((CallEnded) event).outcome().cause()))
          .containsExactly(EndCause.NORMAL);
    }
  }

  /// A second of the other one's tone, and nothing else, after so many packets.
  private static void hears(UdpPhone phone, double hertz, long packets) {
    assertThat(phone.await(_ -> phone.rtpPacketsHeard() >= packets + SECOND_OF_PACKETS, SOON))
        .as(() -> "%s hears %s".formatted(phone.uri(), hertz) + "\n" + log(phone))
        .isTrue();
    Awaitility.await("half a second of nothing else")
        .atMost(SOON)
        .untilAsserted(() -> {
          short[] heard = phone.heard();
          assertThat(Goertzel.share(heard, heard.length - Signal.RATE / 2, heard.length, hertz))
              .isGreaterThan(0.9);
        });
  }

  private static PhoneLog log(UdpPhone phone) {
    return Objects.requireNonNull(phone.log());
  }

  /// The node that the call's media is at.
  private static NodeId carrier(Cluster cluster) {
    return journal(cluster).reversed().stream()
        .filter(MediaReady.class::isInstance)
        .map(event -> ((MediaReady) event).node())
        .findFirst()
        .orElseThrow();
  }

  private static List<AggregateEvent> journal(Cluster cluster) {
    try (TopicReader reader = TopicReader.connect(new BusConfig(cluster.kafka()))) {
      return reader.decisions(_ -> true).stream()
          .flatMap(record -> record.body().events().stream())
          .toList();
    }
  }
}
