package io.switchlog.switchlog.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.switchlog.switchlog.simulation.Scene.Victim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Runs from many seeds. `-Dseeds=N`: how many for each scene; `-Dseed=S`: only this one.
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 26);
  private static final long ONLY = Long.getLong("seed", -1);

  @Test
  void everythingGoesWell() {
    var _ = play("everythingGoesWell", Scene.CALM);
  }

  @Test
  void theNetworkIsBad() {
    var _ = play("theNetworkIsBad", Scene.CALM.with(Scene.BAD));
  }

  @Test
  void callControlIsKilled() {
    var _ = play("callControlIsKilled", Scene.CALM.with(Scene.BAD).killing(6, Victim.CONTROL));
  }

  @Test
  void mediaNodesAreKilled() {
    var _ = play("mediaNodesAreKilled", Scene.CALM.with(Scene.BAD).killing(4, Victim.MEDIA));
  }

  @Test
  void edgesAreKilled() {
    var _ = play("edgesAreKilled", Scene.CALM.with(Scene.BAD).killing(3, Victim.EDGE));
  }

  @Test
  void callControlIsStoppedAndWakes() {
    var _ =
        play(
            "callControlIsStoppedAndWakes",
            Scene.CALM.with(Scene.BAD).killing(8, Victim.STALLED_CONTROL, Victim.CONTROL));
  }

  @Test
  void theBusGoesAwayAndComesBack() {
    long saidAgain =
        play("theBusGoesAwayAndComesBack", Scene.CALM.with(Scene.BAD).killing(3, Victim.BUS));
    assertThat(saidAgain).as("facts that were written more than once").isPositive();
  }

  @Test
  void clocksAreApart() {
    var _ =
        play(
            "clocksAreApart",
            Scene.CALM.with(Scene.BAD).killing(4, Victim.CONTROL).withClocksApart(10_000));
  }

  @Test
  void anythingIsKilled() {
    var _ = play("anythingIsKilled", Scene.CALM.with(Scene.BAD).killing(8, Victim.values()));
  }

  /// @return how many facts were said again
  private static long play(String name, Scene scene) {
    long saidAgain = 0;
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      seeds.add(seed);
    }
    for (long seed : ONLY >= 0 ? List.of(ONLY) : seeds) {
      World world = new World(seed, scene);
      try {
        world.run();
      } catch (RuntimeException e) {
        throw new AssertionError(again(name, seed), e);
      }
      List<Verdict.Finding> findings = Verdict.of(world);
      if (!findings.isEmpty()) {
        fail(report(name, seed, world, findings));
      }
      saidAgain += world.edgeLives().stream().mapToLong(SimulatedEdge::factsSaidAgain).sum();
    }
    return saidAgain;
  }

  private static String again(String name, long seed) {
    return "seed %d; again: mvn -pl all-in-one -am verify -Dtest=SimulationTest#%s -Dseed=%d -Dsurefire.failIfNoSpecifiedTests=false"
        .formatted(seed, name, seed);
  }

  private static String report(
      String name, long seed, World world, List<Verdict.Finding> findings) {
    StringBuilder text = new StringBuilder(again(name, seed)).append('\n');
    findings.stream()
        .limit(20)
        .forEach(finding ->
            text.append("call ")
                .append(finding.call())
                .append(": ")
                .append(finding.text())
                .append('\n'));
    findings.stream()
        .map(Verdict.Finding::call)
        .filter(number -> number > 0)
        .findFirst()
        .ifPresent(number -> {
          PlannedCall call = world.calls().get(number - 1);
          text.append('\n')
              .append("call ")
              .append(number)
              .append(' ')
              .append(call.story)
              .append('\n');
          text.append(call.id()).append('\n');
          text.append("caller ").append(Objects.requireNonNull(call.outgoing()).log());
          call.incoming().forEach(side -> text.append("callee ").append(side.log()));
          text.append(world.chronicle().ladder(number));
        });
    return text.toString();
  }
}
