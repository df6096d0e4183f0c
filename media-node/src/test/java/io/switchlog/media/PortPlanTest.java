package io.switchlog.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.media.core.PortPool;
import io.switchlog.schemas.node.PortLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PortPlanTest {
  private static final List<String> HOSTS = List.of("192.0.2.1");

  @Test
  void aQuarterIsTheNodesOwnAndTheRestIsLeasedInBlocks() {
    PortPlan plan = PortPlan.of(40_000, 40_799, 1);
    PortLeases leases = Objects.requireNonNull(plan.leases(HOSTS, 4));
    assertThat(leases).isEqualTo(new PortLeases(HOSTS, 40_200, 75, 4));
    assertThat(leases.firstPortOf(0)).isEqualTo(40_200);
    assertThat(leases.firstPortOf(4)).as("behind the last").isEqualTo(40_800);
    PortPool pool = plan.pools(1).getFirst();
    assertThat(pool.pairs()).isEqualTo(400);
    assertThat(pool.lowestPort()).isEqualTo(40_000);
    assertThat(pool.highestPort()).isEqualTo(40_799);
  }

  @Test
  void noTwoLoopsHaveAPortOfTheirOwnInCommon() {
    PortPlan plan = PortPlan.of(40_001, 40_100, 3);
    List<PortPool> pools = plan.pools(3);
    List<Integer> own = new ArrayList<>();
    for (PortPool pool : pools) {
      for (int i = pool.pairs() - plan.leased(); i > 0; i--) {
        if (pool.take() instanceof PortPool.Grant.Granted(int port)) {
          own.add(port);
        }
      }
      assertThat(pool.take(40_100 - 2)).as("leased").isTrue();
    }
    assertThat(own).doesNotHaveDuplicates().hasSize(plan.own()).contains(40_002);
  }

  @Test
  void nothingIsLeasedWhereThereIsTooLittle() {
    assertThat(PortPlan.of(40_000, 40_099, 1).leases(HOSTS, 96)).isNull();
    assertThat(PortPlan.of(40_000, 40_099, 1).leases(HOSTS, 0)).isNull();
    assertThat(PortPlan.of(40_000, 40_001, 1).leases(HOSTS, 1)).isNull();
    assertThat(PortPlan.of(40_000, 40_001, 1).pools(1).getFirst().pairs()).isEqualTo(1);
  }
}
