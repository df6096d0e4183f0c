package io.switchlog.control.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.NodeKind;
import io.switchlog.schemas.bus.Presence;
import io.switchlog.schemas.inbox.NodeJoined;
import io.switchlog.schemas.inbox.NodeLost;
import io.switchlog.schemas.node.NodePresence;
import io.switchlog.schemas.node.NodePresence.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeLeasesTest {
  private static final NodeId SELF = NodeId.control(0);
  private static final NodeId EDGE = NodeId.edge(1);

  private static final NodeId MEDIA = NodeId.media(2);

  private final NodeLeases leases =
      new NodeLeases(SELF, 9, 1_000, kind -> kind == NodeKind.MEDIA ? 1_500 : 3_000);

  @Test
  void whoIsOlderThanTheWatcherIsToldOfOnceWhenItIsHeardAgain() {
    assertThat(leases.beat(live(EDGE, 7), 0)).isNull();
    assertThat(leases.beat(live(EDGE, 7), 0)).as("read late, like all of before").isNull();
    assertThat(leases.beat(live(SELF, 9), 0)).isNull();
    assertThat(leases.beat(live(MEDIA, 8), 0)).as("says by itself that it begins").isNull();
    assertThat(leases.beat(live(EDGE, 7), 900)).isEqualTo(new NodeJoined(live(EDGE, 7)));
    assertThat(leases.beat(live(EDGE, 7), 1_900)).isNull();
    assertThat(leases.beat(live(MEDIA, 8), 1_000)).isNull();
  }

  @Test
  void beatsOfAnEarlierLifeOfTheWatcherTellNothing() {
    leases.beat(live(EDGE, 7), 0);
    assertThat(leases.beat(live(SELF, 3), 0)).isNull();
    assertThat(leases.beat(live(EDGE, 7), 0)).as("out of the past, of a node that died").isNull();
    assertThat(leases.expire(60_000)).isEmpty();
    ownBeats(0);
    assertThat(leases.beat(live(EDGE, 7), 100)).isEqualTo(new NodeJoined(live(EDGE, 7)));
  }

  @Test
  void aNodeThatFallsSilentIsLostWhenItsLeaseIsOver() {
    ownBeats(0);
    leases.beat(live(EDGE, 7), 0);
    ownBeats(1_000, 2_000, 3_000);

    assertThat(leases.expire(3_000)).isEmpty();
    assertThat(leases.expire(3_001))
        .containsExactly(new NodeLost(EDGE, 7, "no heartbeat for 3001 ms"));
    assertThat(leases.expire(10_000)).isEmpty();
  }

  @Test
  void eachKindHasALeaseOfItsOwn() {
    ownBeats(0);
    leases.beat(live(EDGE, 7), 0);
    leases.beat(live(MEDIA, 8), 0);
    ownBeats(1_000);

    assertThat(leases.expire(1_501))
        .containsExactly(new NodeLost(MEDIA, 8, "no heartbeat for 1501 ms"));
  }

  @Test
  void aBeatRenewsTheLease() {
    ownBeats(0);
    leases.beat(live(EDGE, 7), 0);
    ownBeats(1_000, 2_000, 2_500);
    leases.beat(live(EDGE, 7), 2_500);
    ownBeats(3_000, 4_000, 5_000);

    assertThat(leases.expire(5_400)).isEmpty();
  }

  @Test
  void aSilentBusIsNotASilentNode() {
    ownBeats(0);
    leases.beat(live(EDGE, 7), 0);
    ownBeats(1_000);

    assertThat(leases.expire(60_000)).isEmpty();
    ownBeats(60_100);
    assertThat(leases.expire(60_100)).isEmpty();
    leases.beat(live(EDGE, 7), 60_200);
    ownBeats(61_000, 62_000, 63_000);
    assertThat(leases.expire(63_000)).isEmpty();
  }

  /// What was written while the bus was away arrives in one go, ours perhaps a second before that
  /// of a node that finds the broker later.
  @Test
  void beatsThatWereHeldUpProveNothing() {
    ownBeats(0);
    leases.beat(live(EDGE, 7), 0);
    leases.beat(live(MEDIA, 8), 0);
    ownBeats(20_000, 20_000, 20_000, 20_000, 20_000, 21_000);

    assertThat(leases.expire(21_500)).isEmpty();
    leases.beat(live(EDGE, 7), 21_400);
    ownBeats(22_000);
    assertThat(leases.expire(22_000))
        .containsExactly(new NodeLost(MEDIA, 8, "no heartbeat for 22000 ms"));
  }

  /// A collection, a machine that is busy elsewhere: the watcher knows nothing of the time that it
  /// slept through.
  @Test
  void aWatcherThatSleptBeginsAnew() {
    ownBeats(0, 1_000);
    leases.beat(live(MEDIA, 8), 1_000);
    assertThat(leases.expire(3_500)).isEmpty();

    ownBeats(3_600);
    assertThat(leases.expire(4_000)).isEmpty();
    leases.beat(live(MEDIA, 8), 4_100);
    ownBeats(4_600);
    assertThat(leases.expire(5_000)).isEmpty();
  }

  @Test
  void asNodesBeatASilentBusIsNoSilentNode() {
    NodeLeases real =
        new NodeLeases(SELF, 9, Presence.heartbeatMillis(NodeKind.CONTROL), Presence::leaseMillis);
    for (NodeId node : List.of(MEDIA, EDGE)) {
      long beat = Presence.heartbeatMillis(node.kind());
      for (long time = 0; time <= 10 * beat; time += Presence.heartbeatMillis(NodeKind.CONTROL)) {
        real.beat(live(SELF, 9), time);
        if (time <= 8 * beat) {
          real.beat(live(node, 7), time);
        }
      }
      for (long silent = 10 * beat; silent < 60 * beat; silent += 10) {
        assertThat(real.expire(silent)).as(node + " at " + silent).isEmpty();
      }
      real.beat(stopped(node, 7), 60 * beat);
    }
  }

  /// Beats are read in ticks, each up to a gathering after it was said: the last of the node's may
  /// be two ticks older than the last of ours.
  @Test
  void asBeatsAreReadASilentBusIsNoSilentNode() {
    long tick = NodeWatch.GATHER_MILLIS;
    long own = Presence.heartbeatMillis(NodeKind.CONTROL);
    NodeLeases real = new NodeLeases(SELF, 9, own, Presence::leaseMillis);
    for (long phase = 0; phase < own; phase += 10) {
      long mediaAt = 0;
      long ownAt = 0;
      long silentFrom = 10_000 + phase;
      for (long now = 0; now < silentFrom + 5_000; now += 10) {
        if (now % tick == 0 && now <= silentFrom + tick) {
          for (; ownAt <= Math.min(now, silentFrom); ownAt += own) {
            real.beat(live(SELF, 9), now);
          }
          for (; mediaAt + phase <= Math.min(now, silentFrom); mediaAt += own) {
            real.beat(live(MEDIA, 7), now);
          }
        }
        assertThat(real.expire(now)).as("phase " + phase + " at " + now).isEmpty();
      }
      real = new NodeLeases(SELF, 9, own, Presence::leaseMillis);
    }
  }

  @Test
  void aNodeThatSaysGoodbyeIsLostAtOnceAndOnlyOnce() {
    leases.beat(live(EDGE, 7), 0);

    assertThat(leases.beat(stopped(EDGE, 7), 10)).isEqualTo(new NodeLost(EDGE, 7, "stopped"));
    assertThat(leases.beat(stopped(EDGE, 7), 20)).isNull();
  }

  @Test
  void anOldGoodbyeDoesNotEndANewLife() {
    leases.beat(live(EDGE, 8), 0);

    assertThat(leases.beat(stopped(EDGE, 7), 10)).isNull();
  }

  @Test
  void aNodeThatWasThoughtLostAndIsHeardAgainJoinsAgain() {
    ownBeats(0);
    leases.beat(live(EDGE, 7), 0);
    ownBeats(1_000, 2_000, 3_000);
    assertThat(leases.expire(3_500)).hasSize(1);

    assertThat(leases.beat(live(EDGE, 7), 4_000)).isEqualTo(new NodeJoined(live(EDGE, 7)));
    assertThat(leases.beat(live(EDGE, 7), 5_000)).isNull();
  }

  private void ownBeats(long... times) {
    for (long time : times) {
      leases.beat(live(SELF, 9), time);
    }
  }

  private static NodePresence live(NodeId node, long incarnation) {
    return new NodePresence(node, incarnation, Status.LIVE, List.of(), 0);
  }

  private static NodePresence stopped(NodeId node, long incarnation) {
    return new NodePresence(node, incarnation, Status.STOPPED, List.of(), 0);
  }
}
