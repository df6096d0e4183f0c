package io.switchlog.schemas.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.AggregateId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is kept while a bus takes nothing, and in which order it is said.
final class KeptFactsTest {
  private static final long ROOM = 1L << 20;

  private static final long PATIENCE_MILLIS = 20;

  private long now = 1_000;
  private int partitions = 2;
  private KeptFacts kept = new KeptFacts(ROOM, 0, this::partitionOf);

  /// What was written and not reported yet, by its text.
  private final Map<String, KeptFact> inFlight = new HashMap<>();

  private final List<String> written = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  /// The call `a1` is of partition 1.
  private int partitionOf(AggregateId call) {
    int digit = call.value().charAt(1) - '0';
    return partitions == 0 ? -1 : digit % partitions;
  }

  private @Nullable String offer(String call, String text, boolean repeatable) {
    return offer(call, text, repeatable, true);
  }

  private void offer(String call, String text, long patienceMillis) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    assertThat(
            kept.offer(now, new AggregateId(call), 1, value, false, patienceMillis, telling(text)))
        .isNull();
    write();
  }

  private @Nullable String offer(String call, String text, boolean repeatable, boolean hurried) {
    String refusal =
        kept.offer(
            now,
            new AggregateId(call),
            1,
            text.getBytes(StandardCharsets.UTF_8),
            repeatable,
            hurried ? 0 : PATIENCE_MILLIS,
            telling(text));
    write();
    return refusal;
  }

  private BusWriter.Outcome telling(String text) {
    return new BusWriter.Outcome() {
      @Override
      public void done(@Nullable String error) {
        told.add(text + (error == null ? " taken" : " refused"));
      }

      @Override
      public void unknown(String error) {
        told.add(text + " unknown");
      }
    };
  }

  private KeptFigures figures() {
    return kept.figures(now);
  }

  private void keep(String call, String text) {
    assertThat(offer(call, text, false)).isNull();
  }

  private void note(String call, String text) {
    assertThat(offer(call, text, false, false)).isNull();
  }

  private void write() {
    for (KeptFact fact = kept.next(now); fact != null; fact = kept.next(now)) {
      String text = new String(fact.value(), StandardCharsets.UTF_8);
      assertThat(inFlight.put(text, fact)).isNull();
      written.add(text);
    }
  }

  private KeptFact report(String text) {
    KeptFact fact = inFlight.remove(text);
    assertThat(fact).as(text).isNotNull();
    return Objects.requireNonNull(fact);
  }

  private void acknowledge(String text) {
    kept.acknowledged(report(text));
    write();
  }

  private void fail(String text) {
    kept.failed(now, report(text), "away");
    write();
  }

  private List<String> takeWritten() {
    List<String> texts = List.copyOf(written);
    written.clear();
    return texts;
  }

  private void advance(long millis) {
    long until = now + millis;
    while (kept.nextWakeUpMillis() <= until) {
      now = Math.max(now + 1, kept.nextWakeUpMillis());
      kept.wakeUp(now);
      write();
      assertThat(kept.nextWakeUpMillis()).as("time goes on").isGreaterThan(now);
    }
    now = until;
  }

  @Test
  void manyAreInFlightWhileAllGoesWell() {
    keep("a0", "1");
    keep("a0", "2");
    keep("b1", "3");
    assertThat(takeWritten()).containsExactly("1", "2", "3");

    acknowledge("2");
    acknowledge("1");
    acknowledge("3");

    assertThat(told).containsExactly("2 taken", "1 taken", "3 taken");
    assertThat(figures().facts()).isZero();
    assertThat(figures().bytes()).isZero();
    assertThat(kept.nextWakeUpMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatFailedIsSaidAgainInItsOldOrderFirstOneAlone() {
    keep("a0", "1");
    keep("a0", "2");
    keep("a0", "3");
    takeWritten();
    fail("1");
    keep("a0", "4");
    advance(10_000);
    assertThat(takeWritten()).as("two are in flight, and could still be written").isEmpty();
    fail("2");
    fail("3");
    assertThat(takeWritten()).isEmpty();

    advance(50);
    assertThat(takeWritten()).containsExactly("1");
    acknowledge("1");

    assertThat(takeWritten()).containsExactly("2", "3", "4");
    assertThat(figures().saidAgain()).isEqualTo(3);
    assertThat(figures().oldestMillis()).isEqualTo(10_050);
    assertThat(told).containsExactly("1 taken");
  }

  @Test
  void aBusThatStaysAwayIsAskedEverMoreSeldomAndNeverGivenUp() {
    keep("a0", "1");
    fail("1");
    takeWritten();
    int asked = 0;
    for (int second = 0; second < 60; second++) {
      advance(1_000);
      asked += takeWritten().size();
      if (!inFlight.isEmpty()) {
        fail("1");
      }
    }
    assertThat(asked).isBetween(30, 60);
    advance(1_000);
    acknowledge("1");
    assertThat(told).containsExactly("1 taken");
  }

  @Test
  void onePartitionHoldsBackNoOther() {
    keep("a0", "1");
    fail("1");
    keep("a0", "2");
    takeWritten();

    keep("b1", "3");
    assertThat(offer("b1", "4", true)).isNull();

    assertThat(takeWritten()).containsExactly("3", "4");
    assertThat(offer("a0", "5", true)).contains("partition 0");
  }

  @Test
  void whatNobodyWaitsForLeavesWithTheNextThatIsInAHurry() {
    note("a0", "1");
    note("b1", "2");
    advance(PATIENCE_MILLIS - 1);
    assertThat(takeWritten()).isEmpty();

    keep("b1", "3");

    assertThat(takeWritten())
        .containsExactlyInAnyOrder("1", "2", "3")
        .containsSubsequence("2", "3");
  }

  @Test
  void whatNobodyWaitsForDoesNotWaitForLongEither() {
    note("a0", "1");
    advance(PATIENCE_MILLIS - 1);
    note("a0", "2");
    note("b1", "3");
    assertThat(takeWritten()).isEmpty();

    advance(1);

    assertThat(takeWritten())
        .containsExactlyInAnyOrder("1", "2", "3")
        .containsSubsequence("1", "2");
  }

  @Test
  void newsOfWhatWasWrittenHurriesNobody() {
    keep("a0", "1");
    note("a0", "2");
    acknowledge("1");
    assertThat(takeWritten()).containsExactly("1");

    advance(PATIENCE_MILLIS);

    assertThat(takeWritten()).containsExactly("2");
  }

  @Test
  void whatWaitsForCompanyBehindAStalledFactAsksForNoMoreWakeUps() {
    keep("a0", "1");
    now += FactLine.STALL_MILLIS + 1;
    note("a0", "2");
    advance(PATIENCE_MILLIS);

    assertThat(kept.nextWakeUpMillis()).isEqualTo(Long.MAX_VALUE);
    acknowledge("1");
    assertThat(takeWritten()).containsExactly("1", "2");
  }

  @Test
  void nothingJoinsWhatWaitsForLong() {
    keep("a0", "1");
    now += FactLine.STALL_MILLIS + 1;
    keep("a0", "2");
    assertThat(takeWritten()).containsExactly("1");

    acknowledge("1");

    assertThat(takeWritten()).containsExactly("2");
  }

  @Test
  void whatItsSenderRepeatsIsNotKeptOverAFailureOrALongWait() {
    assertThat(offer("a0", "1", true)).isNull();
    now += FactLine.STALL_MILLIS + 1;
    assertThat(offer("a0", "2", true)).isNull();
    keep("a0", "3");
    advance(FactLine.REPEATABLE_MILLIS);
    assertThat(told).containsExactly("2 refused");

    fail("1");

    assertThat(told)
        .as("the bus may have the one that was written")
        .containsExactly("2 refused", "1 unknown");
    advance(100);
    acknowledge("3");
    assertThat(takeWritten()).containsExactly("1", "3");
    assertThat(figures().facts()).isZero();
  }

  @Test
  void whereNothingIsKeptAFactThatItsSenderRepeatsTriesTheBusAgain() {
    assertThat(offer("a0", "1", true)).isNull();
    fail("1");
    assertThat(offer("a0", "2", true)).contains("partition 0");
    advance(FactLine.FIRST_PAUSE_MILLIS);

    assertThat(offer("a0", "3", true)).isNull();
    assertThat(offer("a0", "4", true)).contains("partition 0");
    acknowledge("3");

    assertThat(offer("a0", "5", true)).isNull();
    assertThat(told).containsExactly("1 unknown", "3 taken");
  }

  @Test
  void beforeTheClusterWasReachedFactsWaitAndRepeatableOnesDoNot() {
    partitions = 0;
    keep("a1", "1");
    keep("b0", "2");
    keep("a1", "3");
    assertThat(offer("c0", "4", true)).contains("none yet");
    advance(1_000);
    assertThat(takeWritten()).isEmpty();

    partitions = 2;
    advance(100);

    assertThat(takeWritten()).containsExactly("1", "3", "2");
  }

  @Test
  void whatDoesNotFitIsRefusedAndTheLastSixteenthIsForTheNodeItself() {
    kept = new KeptFacts(16 * 300, 0, this::partitionOf);
    keep("a0", "1");
    fail("1");
    String text = "x".repeat(44);
    for (int i = 1; i < 15; i++) {
      keep("a0", text + i);
    }
    assertThat(kept.hasRoom()).isTrue();
    keep("a0", text + 15);
    assertThat(kept.hasRoom()).isFalse();
    assertThat(offer("b1", "5", true)).contains("room");
    assertThat(figures().dropped()).as("its sender says it again").isZero();
    assertThat(offer("a0", text + 16, false)).contains("room");
    assertThat(figures().dropped()).isEqualTo(1);

    advance(1_000);
    acknowledge("1");
    assertThat(kept.hasRoom()).isFalse();
    acknowledge(text + 1);
    assertThat(kept.hasRoom()).isTrue();
  }

  @Test
  void whatTheBusWillNeverTakeHoldsUpNothing() {
    keep("a0", "1");
    keep("a0", "2");
    kept.refused(report("1"), "too large");
    write();
    acknowledge("2");

    assertThat(told).containsExactly("1 refused", "2 taken");
    assertThat(figures().dropped()).isEqualTo(1);
    assertThat(figures().facts()).isZero();
  }

  /// A bus that takes a beginning of what is in flight in a partition, and loses the rest, as
  /// Kafka's client does with one request in flight: each fact arrives, in order.
  @Test
  void whateverFailsEachPartitionGetsEachFactInOrder() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      kept = new KeptFacts(ROOM, seed % 4, this::partitionOf);
      told.clear();
      List<List<String>> log = List.of(new ArrayList<>(), new ArrayList<>());
      int facts = 0;
      for (int step = 0; step < 200; step++) {
        int partition = random.nextInt(2);
        if (random.nextBoolean()) {
          String fact = partition + "-" + facts++;
          assertThat(offer("a" + partition, fact, false, random.nextBoolean())).isNull();
        } else {
          settle(partition, log.get(partition), random, random.nextInt(3) > 0);
        }
        advance(random.nextInt(400));
      }
      for (int i = 0; i < 2 * facts + 2; i++) {
        settle(i % 2, log.get(i % 2), random, true);
        advance(2_000);
      }
      assertThat(told).as("seed %s", seed).hasSize(facts);
      assertThat(log.get(0).size() + log.get(1).size()).isEqualTo(facts);
      log.forEach(lines -> assertThat(lines.stream().map(KeptFactsTest::number)).isSorted());
      assertThat(figures().facts()).isZero();
    }
  }

  private static Integer number(String text) {
    return Integer.valueOf(text.substring(2));
  }

  private void settle(int partition, List<String> log, Random random, boolean takes) {
    List<String> flying =
        inFlight.values().stream()
            .filter(fact -> fact.partition() == partition)
            .map(fact -> new String(fact.value(), StandardCharsets.UTF_8))
            .sorted((a, b) -> number(a).compareTo(number(b)))
            .toList();
    int taken = takes ? random.nextInt(flying.size() + 1) : 0;
    for (int i = 0; i < flying.size(); i++) {
      String text = flying.get(i);
      if (i < taken) {
        log.add(text);
        kept.acknowledged(report(text));
      } else {
        kept.failed(now, report(text), "away");
      }
    }
    write();
  }

  @Test
  void whatComesSoonAfterADepartureLeavesWithTheNext() {
    kept = new KeptFacts(ROOM, 3, this::partitionOf);
    keep("a0", "1");
    assertThat(written).as("nothing had left for long").containsExactly("1");
    advance(1);
    keep("a0", "2");
    keep("b1", "3");
    assertThat(written).containsExactly("1");
    assertThat(kept.nextWakeUpMillis()).isEqualTo(now + 2);
    advance(2);
    assertThat(written).containsExactly("1", "2", "3");
    advance(3);
    keep("a0", "4");
    assertThat(written).containsExactly("1", "2", "3", "4");
  }

  /// Found by the simulation, for which time stood still.
  @Test
  void whatHasWaitedLongEnoughWaitsForTheNextDeparture() {
    kept = new KeptFacts(ROOM, 3, this::partitionOf);
    keep("b1", "1");
    fail("1");
    advance(FactLine.FIRST_PAUSE_MILLIS + 1 - PATIENCE_MILLIS);
    offer("a0", "patient", false, false);
    advance(PATIENCE_MILLIS);
    assertThat(written).as("another has just left").containsExactly("1", "1");
    advance(2);
    assertThat(written).containsExactly("1", "1", "patient");
  }

  @Test
  void whatIsPatientJoinsTheNextDepartureWhereverItWaits() {
    kept = new KeptFacts(ROOM, 3, this::partitionOf);
    keep("a0", "1");
    advance(1);
    offer("a0", "patient", false, false);
    keep("b1", "2");
    advance(2);
    assertThat(takeWritten()).containsExactlyInAnyOrder("1", "patient", "2");
  }

  @Test
  void anAcknowledgementOfAllThatWasSaidWakesNobody() {
    kept = new KeptFacts(ROOM, 3, this::partitionOf);
    keep("a0", "1");
    acknowledge("1");
    assertThat(kept.nextWakeUpMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whoIsLeastPatientSaysWhenALineLeaves() {
    offer("a0", "long", PATIENCE_MILLIS);
    offer("a0", "short", PATIENCE_MILLIS / 4);
    assertThat(kept.nextWakeUpMillis()).isEqualTo(now + PATIENCE_MILLIS / 4);
    advance(PATIENCE_MILLIS / 4);
    assertThat(written).containsExactly("long", "short");
  }

  @Test
  void atTheEndNothingWaits() {
    kept = new KeptFacts(ROOM, 3, this::partitionOf);
    keep("a0", "1");
    keep("a0", "2");
    offer("b1", "patient", false, false);
    assertThat(written).containsExactly("1");
    kept.hurryAll();
    write();
    assertThat(written).containsExactlyInAnyOrder("1", "2", "patient");
  }

  @Test
  void ringingWaitsForTheAnswerAndNotForLong() {
    kept = new KeptFacts(ROOM, 3, this::partitionOf);
    offer("a0", "ringing", false, false);
    advance(1);
    keep("a0", "answer");
    assertThat(written).containsExactly("ringing", "answer");
    advance(3);
    offer("a0", "ringing again", false, false);
    advance(PATIENCE_MILLIS);
    assertThat(written).containsExactly("ringing", "answer", "ringing again");
  }
}
