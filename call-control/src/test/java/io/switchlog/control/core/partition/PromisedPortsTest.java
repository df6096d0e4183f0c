package io.switchlog.control.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.control.core.call.HeldPorts;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromisedPortsTest {
  private static final NodeId NODE = NodeId.media(0);
  private static final NodeId OTHER = NodeId.media(1);
  private static final PortLeases LEASES = new PortLeases(List.of("192.0.2.1"), 30_000, 5, 3);

  private final PromisedPorts ports = new PromisedPorts(1);

  private List<Integer> next(int count) {
    return ports.next(NODE, LEASES, count, Set.of());
  }

  private static HeldPorts held(Integer... rtpPorts) {
    return new HeldPorts(NODE, List.of(rtpPorts));
  }

  private void promise(Integer... rtpPorts) {
    ports.replace(HeldPorts.NONE, held(rtpPorts), true);
  }

  private void giveBack(Integer... rtpPorts) {
    ports.replace(held(rtpPorts), HeldPorts.NONE, true);
  }

  @Test
  void aPartitionPromisesItsOwnBlockOnly() {
    assertThat(next(5)).containsExactly(30_010, 30_012, 30_014, 30_016, 30_018);
    assertThat(next(6)).isEmpty();
    assertThat(new PromisedPorts(3).next(NODE, LEASES, 1, Set.of())).isEmpty();
  }

  @Test
  void whatIsHeldIsNotPromisedAgain() {
    promise(30_010, 30_012);
    assertThat(next(2)).containsExactly(30_014, 30_016);
    assertThat(next(4)).isEmpty();
    assertThat(ports.next(OTHER, LEASES, 2, Set.of())).containsExactly(30_010, 30_012);
    assertThat(ports.next(NODE, LEASES, 1, Set.of(30_014))).containsExactly(30_016);
  }

  @Test
  void whatWasGivenBackRestsUntilAllOthersHadTheirTurn() {
    promise(30_010);
    giveBack(30_010);
    assertThat(next(1)).containsExactly(30_012);
    promise(30_012, 30_014, 30_016, 30_018);
    assertThat(next(1)).as("round").containsExactly(30_010);
  }

  @Test
  void aCallThatKeepsItsPortsMovesNothing() {
    promise(30_010, 30_012);
    ports.replace(held(30_010, 30_012), held(30_010), true);
    assertThat(next(1)).containsExactly(30_014);
    ports.replace(held(30_010), new HeldPorts(OTHER, List.of(30_010)), true);
    assertThat(next(4)).containsExactly(30_014, 30_016, 30_018, 30_010);
  }

  @Test
  void whoBeginsAtAFloorPromisesTheSame() {
    promise(30_010, 30_012);
    promise(30_014);
    giveBack(30_014);
    PromisedPorts later = new PromisedPorts(1);
    later.restore(ports.cursors());
    later.replace(HeldPorts.NONE, held(30_010, 30_012), false);
    assertThat(later.next(NODE, LEASES, 3, Set.of()))
        .isEqualTo(next(3))
        .containsExactly(30_016, 30_018, 30_014);
  }

  @Test
  void aLeaseOfOtherPortsBeginsAnew() {
    promise(30_014);
    PortLeases larger = new PortLeases(List.of("192.0.2.1"), 40_000, 4, 3);
    assertThat(ports.next(NODE, larger, 2, Set.of())).containsExactly(40_008, 40_010);
  }

  @Test
  void noPortIsPromisedTwiceNorLost() {
    Random random = new Random(1);
    Deque<HeldPorts> calls = new ArrayDeque<>();
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextBoolean()) {
        List<Integer> found = next(2);
        assertThat(found.isEmpty()).isEqualTo(taken.size() > 3);
        if (!found.isEmpty()) {
          found.forEach(port -> assertThat(taken.add(port)).isTrue());
          calls.add(new HeldPorts(NODE, found));
          ports.replace(HeldPorts.NONE, calls.getLast(), true);
        }
      } else if (!calls.isEmpty()) {
        HeldPorts over = random.nextBoolean() ? calls.removeFirst() : calls.removeLast();
        taken.removeAll(over.rtpPorts());
        ports.replace(over, HeldPorts.NONE, true);
      }
    }
  }
}
