package io.switchlog.media.core;

import static io.switchlog.media.core.Rig.CALL;
import static io.switchlog.media.core.Rig.LIFE;
import static io.switchlog.media.core.Rig.endpoint;
import static io.switchlog.media.core.Rig.relay;
import static io.switchlog.media.core.Rig.rtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.inbox.MediaPlanRefused.Reason;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A bug of ours hurts one call, leaks nothing, and is told.
class BugStoriesTest {
  private static final CallId OTHER = new CallId("other");
  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

  private static final RemoteAddress PHONE = new RemoteAddress("198.51.100.1", 5_000, 5_001);

  private final Rig rig = new Rig();

  @Test
  void aPlanThatMeetsABugIsRefusedAndItsPortsComeBack() {
    rig.broken.add(40_002);
    order(CALL, 1, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1));
    assertThat(rig.facts).singleElement().satisfies(fact -> isInternal(fact, 1));
    assertThat(rig.open).isEmpty();
    assertThat(rig.pool.free()).isEqualTo(rig.pool.pairs());
    assertThat(rig.bugs).hasSize(1);

    order(OTHER, 1, endpoint(1, null, new Source.Echo()));
    assertThat(rig.facts.getLast()).isInstanceOf(MediaPlanApplied.class);
  }

  @Test
  void thePlanBeforeStaysInForce() {
    order(CALL, 1, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1));
    rig.broken.add(40_004);
    order(CALL, 2, relay(1, "198.51.100.1", 3), relay(3, "198.51.100.3", 1));
    isInternal(rig.facts.getLast(), 2);
    rig.receive(40_000, "198.51.100.1:5000", rtp(7, 1));
    assertThat(rig.sent)
        .singleElement()
        .satisfies(sent -> assertThat(sent.fromPort()).isEqualTo(40_002));
    assertThat(rig.open).containsExactlyInAnyOrder(40_000, 40_002);
  }

  @Test
  void aPacketThatMeetsABugEndsItsCallWhichIsTold() {
    order(CALL, 1, relay(1, "198.51.100.1", 2), relay(2, "198.51.100.2", 1));
    order(OTHER, 1, endpoint(1, null, new Source.Echo()));
    rig.mute.add(40_002);
    rig.receive(40_000, "198.51.100.1:5000", rtp(7, 1));
    isInternal(rig.facts.getLast(), 1);
    assertThat(rig.open).containsExactly(40_004);
    rig.receive(40_004, "198.51.100.9:5000", rtp(9, 1));
    assertThat(rig.sent).hasSize(1);
  }

  @Test
  void anAlarmThatMeetsABugEndsItsCallWhichIsTold() {
    order(CALL, 1, endpoint(1, PHONE, new Source.Tone()));
    rig.mute.add(40_000);
    rig.pass(1_000_000);
    isInternal(rig.facts.getLast(), 1);
    assertThat(rig.open).isEmpty();
    assertThat(rig.core.nextWakeUpMicros()).isEqualTo(Long.MAX_VALUE);
  }

  private void order(CallId call, long version, Endpoint... endpoints) {
    rig.core.carryOut(
        rig.nowMicros,
        new CommandHead(call + "/" + version, NEVER),
        new ApplyMediaPlan(call, LIFE, new MediaPlan(version, List.of(endpoints))));
  }

  private static void isInternal(Object fact, long version) {
    assertThat(fact)
        .isInstanceOfSatisfying(
            MediaPlanRefused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.INTERNAL);
              assertThat(refused.life()).isEqualTo(LIFE);
              assertThat(refused.version()).isEqualTo(version);
            });
  }
}
