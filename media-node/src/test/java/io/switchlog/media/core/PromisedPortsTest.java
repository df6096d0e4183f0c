package io.switchlog.media.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.command.ApplyMediaPlan;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.MediaPlanApplied;
import io.switchlog.schemas.inbox.MediaPlanRefused;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalAddress;
import io.switchlog.schemas.media.MediaPlan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Plans that name the ports which call control has promised out of a lease.
class PromisedPortsTest {
  private static final String HOST = "192.0.2.1";

  private final Rig rig = new Rig(new PortPool(40_000, 40_007, 40_010, 10));

  private static Endpoint at(int port, Endpoint endpoint) {
    return endpoint.at(new LocalAddress(HOST, port));
  }

  private static Endpoint first(int port) {
    return at(port, Rig.relay(1, "198.51.100.1", 2));
  }

  private static Endpoint second(int port) {
    return at(port, Rig.relay(2, "198.51.100.2", 1));
  }

  private void order(String id, long version, Endpoint... endpoints) {
    rig.core.carryOut(
        rig.nowMicros,
        new CommandHead(id, Instant.ofEpochSecond(4_000_000_000L)),
        new ApplyMediaPlan(Rig.CALL, Rig.LIFE, new MediaPlan(version, List.of(endpoints))));
  }

  private static String refusal(@Nullable AggregateInput answer) {
    return answer instanceof MediaPlanRefused refused
            && refused.reason() == MediaPlanRefused.Reason.PORTS_EXHAUSTED
        ? refused.detail()
        : "not refused: " + answer;
  }

  @Test
  void theLegsAreHeardWhereItWasPromised() {
    assertThat(rig.ports(1, first(40_012), second(40_018))).containsExactly(40_012, 40_018);
    assertThat(rig.open).containsExactlyInAnyOrder(40_012, 40_018);
    assertThat(rig.ports(2, first(40_014), second(40_018))).containsExactly(40_014, 40_018);
    assertThat(rig.open).as("one stays").containsExactlyInAnyOrder(40_014, 40_018);
    rig.apply(3);
    assertThat(rig.open).isEmpty();
    assertThat(rig.pool.free()).isEqualTo(rig.pool.pairs());
  }

  @Test
  void nobodyWaitsForWhatWasPromised() {
    order("one", 1, first(40_012), second(40_018));
    assertThat(rig.notes).hasSize(1).hasOnlyElementsOfType(MediaPlanApplied.class);
    order("two", 2, first(40_012), Rig.relay(3, "198.51.100.3", 1));
    assertThat(rig.notes).as("a port that the node chose").hasSize(1);
    assertThat(rig.facts).hasSize(2);
  }

  @Test
  void aPromiseThatCannotBeKeptIsSaidAtOnceAndNothingIsKept() {
    rig.takenByOthers.add(40_018);
    order("one", 1, first(40_012), second(40_018));
    assertThat(rig.notes).isEmpty();
    assertThat(refusal(rig.facts.getFirst())).contains("40018", HOST, "as promised");
    assertThat(rig.open).isEmpty();
    assertThat(rig.pool.free()).isEqualTo(rig.pool.pairs());
  }

  @Test
  void aPortOfAnotherCallIsNotTakenFromIt() {
    rig.ports(1, first(40_012), second(40_018));
    AggregateInput answer =
        rig.core.apply(
            rig.nowMicros,
            new CallId("another"),
            Rig.LIFE,
            new MediaPlan(1, List.of(at(40_018, Rig.relay(1, "198.51.100.9", 2)), second(40_020))));
    assertThat(refusal(answer)).contains("40018");
    assertThat(rig.open).containsExactlyInAnyOrder(40_012, 40_018);
  }

  @Test
  void anAddressOfAnotherLifeIsNotTakenForOurs() {
    Endpoint elsewhere = Rig.relay(1, "198.51.100.1", 2).at(new LocalAddress("192.0.2.99", 40_012));
    AggregateInput answer = rig.apply(1, elsewhere, second(40_018));
    assertThat(refusal(answer)).contains("192.0.2.99");
  }

  @Test
  void aLegThatIsPromisedAnotherPortMovesThere() {
    rig.ports(1, first(40_012), second(40_018));
    assertThat(rig.ports(2, first(40_014), second(40_016))).containsExactly(40_014, 40_016);
    assertThat(rig.open).containsExactlyInAnyOrder(40_014, 40_016);
  }

  @Test
  void aPortThatWasLentIsNotThereForTheNextPromise() {
    for (int i = 0; i < 5; i++) {
      rig.core.apply(
          rig.nowMicros,
          new CallId("asking-" + i),
          Rig.LIFE,
          new MediaPlan(
              1, List.of(Rig.relay(1, "198.51.100.9", 2), Rig.relay(2, "198.51.100.8", 1))));
    }
    assertThat(rig.core.legs()).isEqualTo(10);
    List<Integer> lent = rig.open.stream().filter(port -> port >= 40_010).toList();
    assertThat(lent).hasSize(6);
    AggregateInput answer = rig.apply(1, first(lent.getFirst()), second(40_028));
    assertThat(refusal(answer)).contains("as promised");
  }
}
