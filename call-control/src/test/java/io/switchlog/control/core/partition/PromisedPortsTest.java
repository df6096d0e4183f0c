package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.aggregate.HeldPorts;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Holds `PromisedPorts`.
class PromisedPortsTest {
  private static final NodeId NODE = NodeId.media(0);
  private static final NodeId OTHER = NodeId.media(1);
  private static final PortLeases LEASES = new PortLeases(List.of("192.0.2.1"), 30_000, 5, 3);

  private final PromisedPorts ports = new PromisedPorts(1);

  private List<Integer> next(int count) {
    return ports.next(NODE, LEASES, count);
  }

  private static HeldPorts held(Integer... rtpPorts) {
    return new HeldPorts(NODE, List.of(rtpPorts));
  }

  private void holds(String call, Integer... rtpPorts) {
    ports.holds(new AggregateId(call), held(rtpPorts), true);
  }

  private void ends(String call) {
    ports.holds(new AggregateId(call), HeldPorts.NONE, true);
  }

  @Test
  void aPartitionPromisesItsOwnBlockOnly() {
    assertThat(next(5)).containsExactly(30_010, 30_012, 30_014, 30_016, 30_018);
    assertThat(next(6)).isEmpty();
    assertThat(new PromisedPorts(3).next(NODE, LEASES, 1)).isEmpty();
  }

  @Test
  void whatIsHeldIsNotPromisedAgain() {
    holds("a", 30_010, 30_012);
    assertThat(next(2)).containsExactly(30_014, 30_016);
    assertThat(next(4)).isEmpty();
    assertThat(ports.next(OTHER, LEASES, 2)).containsExactly(30_010, 30_012);
  }

  @Test
  void whatWasGivenBackLastRestsWhileThereAreOthers() {
    holds("a", 30_010);
    holds("b", 30_012);
    holds("c", 30_014);
    ends("b");
    holds("d", 30_016);
    holds("e", 30_018);
    ends("a");
    assertThat(next(1)).as("all are tired: better than none").containsExactly(30_010);
    PromisedPorts many = new PromisedPorts(0);
    PortLeases leases = new PortLeases(List.of("192.0.2.1"), 30_000, 100, 1);
    many.holds(new AggregateId("long"), held(30_004), true);
    many.holds(new AggregateId("short"), held(30_002), true);
    many.holds(new AggregateId("long"), HeldPorts.NONE, true);
    assertThat(many.next(NODE, leases, 1)).as("it was held a moment ago").containsExactly(30_006);
    for (int i = 0; i < PromisedPorts.RESTING; i++) {
      many.holds(new AggregateId("another"), held(30_100 + 2 * i), true);
      many.holds(new AggregateId("another"), HeldPorts.NONE, true);
    }
    many.holds(new AggregateId("round"), held(30_002), true);
    assertThat(many.next(NODE, leases, 1)).as("it has rested").containsExactly(30_004);
  }

  /// A replay, in which a call was decided otherwise than once.
  @Test
  void whatWasRecordedStandsWhateverIsDecidedAnew() {
    AggregateId call = new AggregateId("a");
    holds("a", 30_014);
    ports.correct(call, HeldPorts.NONE, held(30_010));
    assertThat(ports.heldBy(call)).isEqualTo(held(30_010));
    assertThat(next(4)).containsExactly(30_012, 30_014, 30_016, 30_018);
    ports.correct(call, held(30_010), held(30_010));
    ports.correct(call, held(30_010), HeldPorts.NONE);
    assertThat(next(4)).containsExactly(30_012, 30_014, 30_016, 30_018);
  }

  @Test
  void aCallThatKeepsItsPortsMovesNothing() {
    holds("a", 30_010, 30_012);
    holds("a", 30_010, 30_012);
    assertThat(next(1)).containsExactly(30_014);
    ports.holds(new AggregateId("a"), new HeldPorts(OTHER, List.of(30_010)), true);
    assertThat(next(3)).containsExactly(30_014, 30_016, 30_018);
  }

  @Test
  void aPromiseThatWasNotKeptIsNotMadeAgainInTheNodesLife() {
    holds("a", 30_010, 30_012);
    ports.holds(new AggregateId("a"), new HeldPorts(NODE, List.of()), true);
    assertThat(next(3)).containsExactly(30_014, 30_016, 30_018);
    assertThat(next(4)).isEmpty();
    ends("a");
    assertThat(next(4)).isEmpty();
    ports.begins(NODE);
    assertThat(next(5)).hasSize(5);
  }

  @Test
  void whoBeginsAtAFloorPromisesTheSame() {
    holds("a", 30_010);
    holds("b", 30_012, 30_014);
    ports.holds(new AggregateId("b"), new HeldPorts(NODE, List.of()), true);
    holds("c", 30_016);
    ends("c");
    PromisedPorts later = new PromisedPorts(1);
    later.restore(ports.cursors());
    later.holds(new AggregateId("a"), held(30_010), false);
    assertThat(later.cursors()).isEqualTo(ports.cursors()).hasSize(1);
    assertThat(later.next(NODE, LEASES, 1)).isEqualTo(next(1)).containsExactly(30_018);
    assertThat(later.next(NODE, LEASES, 2)).isEqualTo(next(2)).containsExactly(30_018, 30_016);
  }

  @Test
  void aLeaseOfOtherPortsBeginsAnew() {
    holds("a", 30_014);
    PortLeases larger = new PortLeases(List.of("192.0.2.1"), 40_000, 4, 3);
    assertThat(ports.next(NODE, larger, 2)).containsExactly(40_008, 40_010);
  }

  @Test
  void noPortIsPromisedTwiceNorLost() {
    Random random = new Random(1);
    Deque<AggregateId> calls = new ArrayDeque<>();
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextBoolean()) {
        List<Integer> found = next(2);
        assertThat(found.isEmpty()).isEqualTo(taken.size() > 3);
        if (!found.isEmpty()) {
          found.forEach(port -> assertThat(taken.add(port)).isTrue());
          calls.add(new AggregateId("call-" + i));
          ports.holds(calls.getLast(), new HeldPorts(NODE, found), true);
        }
      } else if (!calls.isEmpty()) {
        AggregateId over = random.nextBoolean() ? calls.removeFirst() : calls.removeLast();
        taken.removeAll(ports.heldBy(over).rtpPorts());
        ports.holds(over, HeldPorts.NONE, true);
      }
    }
  }
}
