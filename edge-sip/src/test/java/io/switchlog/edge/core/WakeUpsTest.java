package io.switchlog.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The heap of wake-ups against a plain list that does the same.
final class WakeUpsTest {
  private final WakeUps wakeUps = new WakeUps();
  private final List<Long> fired = new ArrayList<>();

  private final class Probe extends WakeUps.WakeUp {
    private long set = WakeUps.NEVER;

    @Override
    void fire(long nowMillis) {
      fired.add(set);
      set = WakeUps.NEVER;
    }
  }

  @Test
  void firesInOrderWhateverIsSetMovedAndCancelled() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Probe> probes = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        probes.add(new Probe());
      }
      for (int step = 0; step < 400; step++) {
        Probe probe = probes.get(random.nextInt(probes.size()));
        probe.set = random.nextInt(4) == 0 ? WakeUps.NEVER : random.nextInt(1_000);
        wakeUps.set(probe, probe.set);
      }
      List<Long> expected =
          probes.stream()
              .map(probe -> probe.set)
              .filter(at -> at != WakeUps.NEVER)
              .sorted(Comparator.naturalOrder())
              .toList();
      assertThat(wakeUps.size()).isEqualTo(expected.size());
      fired.clear();
      wakeUps.run(1_000);

      assertThat(fired).isEqualTo(expected);
      assertThat(wakeUps.size()).isZero();
      assertThat(wakeUps.next()).isEqualTo(WakeUps.NEVER);
    }
  }
}
