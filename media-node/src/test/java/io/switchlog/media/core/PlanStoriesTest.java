package io.switchlog.media.core;

import static io.switchlog.media.core.Rig.CALL;
import static io.switchlog.media.core.Rig.LIFE;
import static io.switchlog.media.core.Rig.endpoint;
import static io.switchlog.media.core.Rig.relay;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanStoriesTest {
  private static final NodeId NODE = NodeId.media(0);

  private final Rig rig = new Rig();

  @Test
  void theFirstPlanOpensAPairOfPortsForEachLeg() {
    assertThat(rig.apply(1, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1)))
        .isEqualTo(
            new MediaPlanApplied(
                NODE,
                LIFE,
                1,
                List.of(
                    new LocalEndpoint(new LegId(1), "192.0.2.1", 40_000),
                    new LocalEndpoint(new LegId(2), "192.0.2.1", 40_002))));
    assertThat(rig.open).containsExactlyInAnyOrder(40_000, 40_002);
    assertThat(rig.core.legs()).isEqualTo(2);
  }

  @Test
  void aRepeatChangesNothingAndReportsAgain() {
    var first = rig.apply(1, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1));
    assertThat(rig.apply(1)).isEqualTo(first);
    assertThat(rig.core.legs()).isEqualTo(2);
  }

  @Test
  void aNewerPlanKeepsThePortsOfTheLegsThatStay() {
    int[] before = rig.bridge(1);
    int[] after = rig.ports(2, relay(2, "198.51.100.2", 3), relay(3, "198.51.100.3", 2));
    assertThat(after).containsExactly(before[1], 40_004);
    assertThat(rig.open).containsExactlyInAnyOrder(before[1], 40_004);
  }

  @Test
  void anOlderPlanIsPassedOver() {
    rig.bridge(2);
    assertThat(rig.apply(1, relay(1, "198.51.100.9", 2), relay(2, "198.51.100.2", 1))).isNull();
    assertThat(rig.apply(1)).isNull();
    assertThat(rig.core.calls()).isEqualTo(1);
  }

  @Test
  void aPlanWithoutEndpointsReleasesAllAndALateCopyDoesNotBringThemBack() {
    rig.bridge(1);
    assertThat(rig.apply(2)).isEqualTo(new MediaPlanApplied(NODE, LIFE, 2, List.of()));
    assertThat(rig.open).isEmpty();
    assertThat(rig.pool.free()).isEqualTo(rig.pool.pairs());
    assertThat(rig.apply(1, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1))).isNull();
    assertThat(rig.apply(2)).isEqualTo(new MediaPlanApplied(NODE, LIFE, 2, List.of()));
    assertThat(rig.open).isEmpty();
  }

  @Test
  void theReleaseOfAnUnknownCallIsCarriedOut() {
    assertThat(rig.apply(7)).isEqualTo(new MediaPlanApplied(NODE, LIFE, 7, List.of()));
    assertThat(rig.core.calls()).isZero();
  }

  @Test
  void withTooFewPortsThePlanIsRefusedAndNothingIsKept() {
    Rig small = new Rig(40_000, 40_003);
    Endpoint one = endpoint(1, null, new Source.Silence());
    assertThat(small.apply(1, one, relay(2, "198.51.100.2", 1), relay(3, "198.51.100.3", 1)))
        .isEqualTo(
            new MediaPlanRefused(
                NODE, LIFE, 1, Reason.PORTS_EXHAUSTED, "all 2 pairs of ports are taken"));
    assertThat(small.open).isEmpty();
    assertThat(small.core.calls()).isZero();
    assertThat(small.ports(2, one, relay(2, "198.51.100.2", 1))).hasSize(2);
  }

  @Test
  void howeverManyPairsOthersHoldTheOneThatIsLeftIsFound() {
    Rig wide = new Rig(40_000, 40_399);
    IntStream.range(0, 199).forEach(i -> wide.takenByOthers.add(40_000 + 2 * i));
    assertThat(wide.ports(1, endpoint(1, null, new Source.Silence()))).containsExactly(40_398);
  }

  @Test
  void aPairThatOthersHoldIsNotTriedAgainForAWhile() {
    Rig small = new Rig(40_000, 40_003);
    Endpoint one = endpoint(1, null, new Source.Silence());
    small.takenByOthers.addAll(List.of(40_000, 40_002));
    assertThat(small.apply(1, one))
        .isEqualTo(
            new MediaPlanRefused(
                NODE, LIFE, 1, Reason.PORTS_EXHAUSTED, "2 free pairs of ports do not open"));
    assertThat(small.tries).isEqualTo(2);

    small.takenByOthers.clear();
    small.pass(LegPorts.HELD_ELSEWHERE_MICROS - 1);
    assertThat(small.apply(2, one)).isInstanceOf(MediaPlanRefused.class);
    assertThat(small.tries).isEqualTo(2);

    small.pass(1);
    assertThat(small.apply(3, one)).isInstanceOf(MediaPlanApplied.class);
  }

  @Test
  void aRefusedChangeLeavesTheCallAsItWas() {
    Rig small = new Rig(40_000, 40_003);
    int[] ports = small.bridge(1);
    assertThat(small.apply(2, relay(1, "198.51.100.1", 3), endpoint(3, null, new Source.Silence())))
        .isInstanceOf(MediaPlanRefused.class);
    small.receive(ports[0], "198.51.100.1:5000", Rig.rtp(1, 1));
    assertThat(small.sent).hasSize(1);
    assertThat(small.apply(1)).isInstanceOf(MediaPlanApplied.class);
  }

  @Test
  void anImpossibleChangeLeavesTheCallAsItWas() {
    int[] ports = rig.bridge(1);
    List<Endpoint> impossible =
        List.of(
            relay(1, "phone.example", 2),
            relay(1, "2001:db8::1", 2),
            new Endpoint(
                new LegId(1),
                AddressFamily.IP6,
                new RemoteAddress("2001:db8::1", 5_000, 5_001),
                List.of(),
                true,
                true,
                new Source.Relay(new LegId(2)),
                20,
                0));
    for (Endpoint one : impossible) {
      assertThat(rig.apply(2, one, relay(2, "198.51.100.2", 1)))
          .isInstanceOfSatisfying(
              MediaPlanRefused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED));
    }
    rig.receive(ports[1], "198.51.100.2:5000", Rig.rtp(1, 1));
    assertThat(rig.sent)
        .singleElement()
        .satisfies(sent -> assertThat(sent.to()).isEqualTo(Rig.address("198.51.100.1:5000")));
    assertThat(rig.ports(3, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1)))
        .containsExactly(ports);
  }

  @Test
  void aPortThatSomebodyElseHoldsIsPassedBy() {
    rig.takenByOthers.addAll(List.of(40_000, 40_002));
    assertThat(rig.bridge(1)).containsExactly(40_004, 40_006);
    assertThat(rig.pool.free()).isEqualTo(rig.pool.pairs() - 2);
  }

  @Test
  void whatTheNodeCannotDoIsRefusedByName() {
    RemoteAddress remote = new RemoteAddress("198.51.100.1", 5_000, 5_001);
    refuses(
        new Endpoint(
            new LegId(1), AddressFamily.IP6, null, List.of(), true, true, new Source.Echo(), 20, 0),
        "leg 1 needs IP6, this node serves [IP4]");
    refuses(
        endpoint(1, new RemoteAddress("phone.example", 5_000, 5_001), new Source.Echo()),
        "leg 1 wants its packets at phone.example, which is not a numeric address");
    refuses(
        endpoint(1, new RemoteAddress("2001:db8::1", 5_000, 5_001), new Source.Echo()),
        "leg 1 is IP4 but wants its packets at 2001:db8::1");
    refuses(relay(1, "198.51.100.1", 2), "leg 1 is to hear leg 2, which has no endpoint");
    refuses(relay(1, "198.51.100.1", 1), "leg 1 is to hear itself by relay instead of echo");
    refuses(
        new Endpoint(
            new LegId(1),
            AddressFamily.IP4,
            remote,
            List.of(new Payload(9, "G722", 8_000)),
            true,
            true,
            new Source.Tone(),
            20,
            0),
        "leg 1 is to hear a tone but speaks neither PCMU nor PCMA");
    assertThat(rig.open).isEmpty();
  }

  private void refuses(Endpoint endpoint, String detail) {
    assertThat(rig.apply(1, endpoint))
        .isEqualTo(new MediaPlanRefused(NODE, LIFE, 1, Reason.UNSUPPORTED, detail));
  }

  @Test
  void aCommandIsCarriedOutOnceAndARepeatIsAnsweredAlike() {
    Rig small = new Rig(40_000, 40_001);
    order(small, "a", 60, CALL, plan(1, endpoint(1, null, new Source.Echo())));
    order(small, "b", 60, new CallId("other"), plan(1, endpoint(1, null, new Source.Echo())));
    order(small, "c", 60, CALL, plan(2));
    // There would be a port by now, but call control has been told that there is none.
    order(small, "b", 60, new CallId("other"), plan(1, endpoint(1, null, new Source.Echo())));
    order(small, "a", 60, CALL, plan(1, endpoint(1, null, new Source.Echo())));
    assertThat(small.facts).hasSize(5);
    assertThat(small.facts.get(1)).isInstanceOf(MediaPlanRefused.class);
    assertThat(small.facts.get(3)).isEqualTo(small.facts.get(1));
    assertThat(small.facts.get(4)).isEqualTo(small.facts.get(0));
    assertThat(small.open).isEmpty();
  }

  @Test
  void whatIsRememberedIsForgottenThoughNoOtherCommandComes() {
    order(rig, "a", 60, CALL, plan(1, endpoint(1, null, new Source.Echo())));
    order(rig, "b", 60, CALL, plan(2));
    assertThat(rig.core.remembered()).isEqualTo(3);
    rig.core.onTick(rig.nowMicros + CommandMemory.KEPT_MICROS + 1);
    assertThat(rig.core.remembered()).isEqualTo(1);
    rig.core.onTick(rig.nowMicros + ReleasedCalls.KEPT_MICROS + 1);
    assertThat(rig.core.remembered()).isZero();
  }

  @Test
  void aFirstPlanPastItsDeadlineIsRefusedAndAReleaseIsNot() {
    order(rig, "a", -1, CALL, plan(1, endpoint(1, null, new Source.Echo())));
    assertThat(rig.facts)
        .singleElement()
        .isInstanceOfSatisfying(
            MediaPlanRefused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.LATE));
    rig.facts.clear();
    rig.bridge(2);
    order(rig, "b", -1, CALL, plan(3));
    assertThat(rig.facts).containsExactly(new MediaPlanApplied(NODE, LIFE, 3, List.of()));
    assertThat(rig.open).isEmpty();
  }

  @Test
  void atTheEndNothingIsLeft() {
    rig.bridge(1);
    rig.core.releaseAll(rig.nowMicros);
    assertThat(rig.open).isEmpty();
    assertThat(rig.core.calls()).isZero();
    assertThat(rig.core.nextWakeUpMicros()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPlanOfALaterLifeReplacesWhatAnEarlierOneLeft() {
    int[] before = rig.bridge(7);
    assertThat(
            rig.applyInLife(LIFE + 1, 1, relay(1, "198.51.100.7", 2), relay(2, "198.51.100.8", 1)))
        .isInstanceOfSatisfying(
            MediaPlanApplied.class,
            applied -> {
              assertThat(applied.life()).isEqualTo(LIFE + 1);
              assertThat(applied.endpoints())
                  .extracting(LocalEndpoint::rtpPort)
                  .doesNotContain(before[0], before[1]);
            });
    assertThat(rig.open).hasSize(2);
    assertThat(rig.core.calls()).isEqualTo(1);
  }

  @Test
  void aCallBornAgainIsNotSwallowedByTheReleaseOfItsEarlierLife() {
    rig.bridge(1);
    rig.apply(ApplyMediaPlan.WHATEVER);
    assertThat(rig.applyInLife(LIFE + 1, 1, endpoint(1, null, new Source.Echo())))
        .isInstanceOf(MediaPlanApplied.class);
    assertThat(rig.open).hasSize(1);
  }

  @Test
  void aPlanOfAnEarlierLifeIsVoid() {
    rig.bridge(1);
    assertThat(rig.applyInLife(LIFE - 1, 9, endpoint(1, null, new Source.Echo()))).isNull();
    assertThat(rig.applyInLife(LIFE - 1, ApplyMediaPlan.WHATEVER)).isNull();
    assertThat(rig.core.legs()).isEqualTo(2);
    rig.apply(2);
    assertThat(rig.applyInLife(LIFE - 1, 9, endpoint(1, null, new Source.Echo()))).isNull();
    assertThat(rig.open).isEmpty();
  }

  @Test
  void aReleaseOfWhateverTheNodeHoldsEndsThatLifeOnly() {
    rig.bridge(3);
    assertThat(rig.apply(ApplyMediaPlan.WHATEVER)).isInstanceOf(MediaPlanApplied.class);
    assertThat(rig.open).isEmpty();
    assertThat(rig.apply(4, endpoint(1, null, new Source.Echo()))).isNull();
    assertThat(rig.pool.free()).isEqualTo(rig.pool.pairs());
  }

  /// A phone waits for the first: its INVITE or its re-INVITE bears the address.
  @Test
  void onlyAnAnswerWithAnAddressIsWaitedFor() {
    order(rig, "a", 5, Rig.CALL, plan(1, endpoint(1, null, new Source.Echo())));
    RemoteAddress phone = new RemoteAddress("198.51.100.1", 5_000, 5_001);
    order(rig, "b", 5, Rig.CALL, plan(2, endpoint(1, phone, new Source.Echo())));
    order(rig, "c", 5, Rig.CALL, plan(3, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1)));
    order(rig, "c", 5, Rig.CALL, plan(3));
    order(rig, "d", 5, Rig.CALL, plan(4));

    assertThat(rig.facts)
        .extracting(fact -> ((MediaPlanApplied) fact).version())
        .containsExactly(1L, 2L, 3L, 3L, 4L);
    assertThat(rig.notes)
        .as("the same address, and none")
        .containsExactly(rig.facts.get(1), rig.facts.get(4));
  }

  private static MediaPlan plan(long version, Endpoint... endpoints) {
    return new MediaPlan(version, List.of(endpoints));
  }

  private static void order(Rig rig, String id, int seconds, CallId call, MediaPlan plan) {
    Instant deadline = Instant.EPOCH.plus(rig.nowMicros, ChronoUnit.MICROS).plusSeconds(seconds);
    rig.core.carryOut(
        rig.nowMicros, new CommandHead(id, deadline), new ApplyMediaPlan(call, LIFE, plan));
  }
}
