package io.switchlog.media.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchlog.media.core.PortPool.Grant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortPoolTest {
  @Test
  void givesEvenPortsWhoseNeighbourIsInTheRangeToo() {
    PortPool pool = new PortPool(40_001, 40_006);
    assertThat(pool.pairs()).isEqualTo(2);
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_002));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_004));
    assertThat(pool.take()).isEqualTo(new Grant.Exhausted(2));
  }

  @Test
  void aPortThatWasGivenBackWaitsUntilAllOthersHadTheirTurn() {
    PortPool pool = new PortPool(40_000, 40_007);
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_000));
    pool.giveBack(40_000);
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_002));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_004));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_006));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_000));
  }

  @Test
  void aPortThatWasNotTakenCannotBeGivenBack() {
    PortPool pool = new PortPool(40_000, 40_003);
    assertThatThrownBy(() -> pool.giveBack(40_000)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pool.giveBack(39_998)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leasedPortsAreGivenByName() {
    PortPool pool = new PortPool(40_000, 40_003, 40_010, 2);
    assertThat(pool.pairs()).isEqualTo(4);
    assertThat(pool.take(40_012)).isTrue();
    assertThat(pool.take(40_012)).as("taken").isFalse();
    assertThat(pool.take(40_000)).as("not leased").isFalse();
    assertThat(pool.take(40_014)).as("not of the pool").isFalse();
    pool.giveBack(40_012);
    assertThat(pool.take(40_012)).isTrue();
    assertThat(pool.free()).isEqualTo(3);
  }

  @Test
  void leasedPortsAreLentWhereNoOtherIsLeft() {
    PortPool pool = new PortPool(40_000, 40_003, 40_010, 3);
    assertThat(pool.take(40_010)).isTrue();
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_000));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_002));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_012));
    pool.giveBack(40_012);
    assertThat(pool.take()).as("the other one's turn").isEqualTo(new Grant.Granted(40_014));
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_012));
    assertThat(pool.take()).isEqualTo(new Grant.Exhausted(5));
    pool.giveBack(40_010);
    assertThat(pool.take()).isEqualTo(new Grant.Granted(40_010));
  }

  @Test
  void neverGivesAPortTwiceNorLosesOne() {
    PortPool pool = new PortPool(40_000, 40_039);
    Random random = new Random(1);
    Set<Integer> taken = new HashSet<>();
    ArrayDeque<Integer> order = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextBoolean()) {
        switch (pool.take()) {
          case Grant.Granted(int port) -> {
            assertThat(taken.add(port)).isTrue();
            order.add(port);
          }
          case Grant.Exhausted _ -> assertThat(taken).hasSize(20);
        }
      } else if (!order.isEmpty()) {
        int port = random.nextBoolean() ? order.pollFirst() : order.pollLast();
        taken.remove(port);
        pool.giveBack(port);
      }
      assertThat(pool.free()).isEqualTo(20 - taken.size());
    }
  }
}
