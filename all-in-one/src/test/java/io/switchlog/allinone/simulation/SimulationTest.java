package io.switchlog.allinone.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.switchlog.allinone.simulation.Scene.Trait;
import io.switchlog.allinone.simulation.Scene.Victim;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Runs from many seeds. `-Dseeds=N`: how many for each scene; `-Dfirst=S`: from this one on;
/// `-Dseed=S`: only this one.
class SimulationTest {
  private static final Scene EDGES_KILLED = Scene.CALM.with(Scene.BAD).killing(3, Victim.EDGE);
  private static final Scene TWO_BUILDS =
      Scene.CALM
          .with(Scene.BAD)
          .killing(10, Victim.CONTROL, Victim.STALLED_CONTROL, Victim.MEDIA)
          .where(Trait.TWO_BUILDS);

  private static final int SEEDS = Integer.getInteger("seeds", 10);
  private static final long FIRST = Long.getLong("first", 1);
  private static final long ONLY = Long.getLong("seed", -1);

  @Test
  void everythingGoesWell() {
    Played played = play("everythingGoesWell", Scene.CALM);
    assertThat(played.pushes).as("commands that were carried out ahead of the log").isPositive();
    assertThat(played.replaced).as("parties whose place another took").isPositive();
  }

  @Test
  void theNetworkIsBad() {
    Played played = play("theNetworkIsBad", Scene.CALM.with(Scene.BAD));
    assertThat(played.stages).as("stages of ring plans that others followed").isPositive();
    assertThat(played.losers).as("parties that rang until another answered").isPositive();
  }

  @Test
  void callControlIsKilled() {
    var _ = play("callControlIsKilled", Scene.CALM.with(Scene.BAD).killing(6, Victim.CONTROL));
  }

  @Test
  void mediaNodesAreKilled() {
    Played played =
        play("mediaNodesAreKilled", Scene.CALM.with(Scene.BAD).killing(4, Victim.MEDIA));
    assertThat(played.promises).as("plans at leased addresses").isPositive();
    assertThat(played.promisesBroken).as("promises that a node did not keep").isPositive();
  }

  @Test
  void edgesAreKilled() {
    var _ = play("edgesAreKilled", EDGES_KILLED);
  }

  /// The phone rang for two edges in turns, and only one of them was told to cancel: the same order
  /// to another node was taken for a repeat.
  @Test
  void everyEdgeThatRangIsToldToCancel() {
    playSeed("edgesAreKilled", EDGES_KILLED.where(Trait.PARTIES_STAY), 1020, new Played());
  }

  /// What the other build laid out otherwise was another command to a replay.
  @Test
  void aCommandOfAnotherBuildIsTheSameToAReplay() {
    playSeed(
        "twoBuildsDecideInTurns",
        TWO_BUILDS.where(Trait.TWO_BUILDS, Trait.PARTIES_STAY),
        1,
        new Played());
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
    Played played =
        play("theBusGoesAwayAndComesBack", Scene.CALM.with(Scene.BAD).killing(3, Victim.BUS));
    assertThat(played.factsSaidAgain).as("facts that were written more than once").isPositive();
  }

  @Test
  void factsComeInAnotherOrderThanTheyWereFirstSaidIn() {
    Played played =
        play(
            "factsComeInAnotherOrderThanTheyWereFirstSaidIn",
            Scene.CALM.with(Scene.BAD).on(1).killing(12, Victim.BUS_BLINKS));
    assertThat(played.factsOvertaken).as("facts that later ones overtook").isPositive();
  }

  @Test
  void clocksAreApart() {
    var _ =
        play(
            "clocksAreApart",
            Scene.CALM.with(Scene.BAD).killing(4, Victim.CONTROL).where(Trait.CLOCKS_APART));
  }

  @Test
  void clocksStep() {
    Played played =
        play(
            "clocksStep",
            Scene.CALM
                .with(Scene.BAD)
                .killing(4, Victim.CONTROL)
                .where(Trait.CLOCKS_APART, Trait.CLOCKS_STEP));
    assertThat(played.earlyTimers).as("timers that came too early").isPositive();
  }

  @Test
  void writesAreRefusedOrLostOutOfOrder() {
    Played played =
        play(
            "writesAreRefusedOrLostOutOfOrder",
            Scene.CALM
                .with(Scene.BAD)
                .killing(3, Victim.CONTROL, Victim.STALLED_CONTROL)
                .where(Trait.WRITES_FAIL));
    assertThat(played.givenUp).as("times that partitions were given up").isPositive();
    assertThat(played.voidRecords).as("records that do not count").isPositive();
  }

  @Test
  void callersMoveBehindTranslators() {
    Played played =
        play(
            "callersMoveBehindTranslators",
            Scene.CALM.with(Scene.BAD).killing(3, Victim.CONTROL).where(Trait.NAT));
    assertThat(played.rebound).as("mappings that were forgotten in a call").isPositive();
    assertThat(played.reachedAnew).as("requests that came along the new ones").isPositive();
  }

  @Test
  void streamsBreakInTheMiddleOfMessages() {
    Played played =
        play(
            "streamsBreakInTheMiddleOfMessages",
            Scene.CALM.with(Scene.BAD).killing(3, Victim.CONTROL).where(Trait.STREAMS_BREAK));
    assertThat(played.broken).as("streams that broke").isPositive();
  }

  @Test
  void callersMoveAndStreamsBreakWhereEdgesDie() {
    var _ =
        play(
            "callersMoveAndStreamsBreakWhereEdgesDie",
            Scene.CALM
                .with(Scene.BAD)
                .killing(4, Victim.EDGE, Victim.CONTROL, Victim.BUS_BLINKS)
                .where(Trait.NAT, Trait.STREAMS_BREAK));
  }

  @Test
  void callersAreParkedAndFetched() {
    Played played =
        play("callersAreParkedAndFetched", Scene.CALM.with(Scene.BAD).where(Trait.PARKING));
    assertThat(played.fetched).as("legs that went to another call").isPositive();
    assertThat(played.moved).as("parties that talked and went to a parked caller").isPositive();
    assertThat(played.returned).as("parties that talked, went and came back").isPositive();
    assertThat(played.replaced).as("parties whose place another took").isPositive();
    assertThat(played.messages).as("messages of aggregates").isPositive();
  }

  @Test
  void whoeverDecidesForParkedCallersAndTheirSlotsDies() {
    Played played =
        play(
            "whoeverDecidesForParkedCallersAndTheirSlotsDies",
            Scene.CALM
                .with(Scene.BAD)
                .killing(8, Victim.CONTROL, Victim.STALLED_CONTROL, Victim.MEDIA)
                .where(Trait.PARKING, Trait.WRITES_FAIL));
    assertThat(played.messagesSaidAgain).as("messages that were said again").isPositive();
  }

  @Test
  void edgesAndTheBusGoAwayUnderParkedCallers() {
    var _ =
        play(
            "edgesAndTheBusGoAwayUnderParkedCallers",
            Scene.CALM
                .with(Scene.BAD)
                .killing(6, Victim.EDGE, Victim.BUS, Victim.BUS_BLINKS)
                .where(Trait.PARKING));
  }

  @Test
  void twoBuildsDecideForParkedCallersInTurns() {
    var _ =
        play(
            "twoBuildsDecideForParkedCallersInTurns",
            Scene.CALM
                .with(Scene.BAD)
                .killing(6, Victim.CONTROL)
                .where(Trait.PARKING, Trait.TWO_BUILDS));
  }

  @Test
  void twoBuildsDecideInTurns() {
    Played played = play("twoBuildsDecideInTurns", TWO_BUILDS);
    assertThat(played.byOlderRules).as("decisions by the older rules").isPositive();
    assertThat(played.byNewerRules).as("decisions by the newer rules").isPositive();
    assertThat(played.callsOfBoth).as("calls that both decided for").isPositive();
  }

  @Test
  void theInboxKeepsWhatIsNeededAndNoMore() {
    Played played =
        play(
            "theInboxKeepsWhatIsNeededAndNoMore",
            Scene.CALM.with(Scene.BAD).killing(6, Victim.CONTROL).where(Trait.SHORT_RETENTION));
    assertThat(played.begunBefore).as("calls that began before the window").isPositive();
    assertThat(played.replayedDecisions).as("decisions in the window").isPositive();
  }

  @Test
  void theInboxDoesNotKeepWhatIsNeeded() {
    Played played =
        play(
            "theInboxDoesNotKeepWhatIsNeeded",
            Scene.CALM.with(Scene.BAD).killing(4, Victim.CONTROL).where(Trait.RETENTION_TOO_SHORT));
    assertThat(played.missed).as("inputs that were lost").isPositive();
  }

  @Test
  void anythingIsKilled() {
    var _ = play("anythingIsKilled", Scene.CALM.with(Scene.BAD).killing(8, Victim.values()));
  }

  @Test
  void anythingHappens() {
    var _ =
        play(
            "anythingHappens",
            Scene.CALM
                .with(Scene.BAD)
                .killing(
                    10,
                    Victim.EDGE,
                    Victim.CONTROL,
                    Victim.MEDIA,
                    Victim.STALLED_CONTROL,
                    Victim.BUS_BLINKS)
                .where(
                    Trait.CLOCKS_APART,
                    Trait.CLOCKS_STEP,
                    Trait.WRITES_FAIL,
                    Trait.TWO_BUILDS,
                    Trait.SHORT_RETENTION));
  }

  private static Played play(String name, Scene scene) {
    Played played = new Played();
    long first = ONLY >= 0 ? ONLY : FIRST;
    long last = ONLY >= 0 ? ONLY : FIRST + SEEDS - 1;
    for (long seed = first; seed <= last; seed++) {
      playSeed(name, scene, seed, played);
    }
    System.out.println(name + ": " + played);
    return played;
  }

  private static void playSeed(String name, Scene scene, long seed, Played played) {
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
    played.add(world);
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
          if (call.outgoing() != null) {
            text.append("caller ").append(call.outgoing().log());
          }
          call.incoming().forEach(side -> text.append("callee ").append(side.log()));
          call.fetches().forEach(side -> text.append("who came for it ").append(side.log()));
          call.newcomers().forEach(one -> text.append("newcomer ").append(one.side().log()));
          text.append(world.chronicle().ladder(number));
        });
    return text.toString();
  }
}
